package io.dbferry.config.yaml;

import io.dbferry.config.Config;
import io.dbferry.config.key.KeyNode;
import io.dbferry.config.key.KeyVariables;
import io.dbferry.config.key.SharedKeys;
import io.dbferry.config.key.Side;
import io.dbferry.config.node.Place;
import io.dbferry.config.node.Problems;
import io.dbferry.config.node.Section;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code dbferry.yaml}. */
public final class ConfigFile {
    private final Path file;
    private final Problems problems;
    private final ConfigContext surroundings;

    private ConfigFile(Path file, Map<String, String> environment, Path home) {
        this.file = file;
        this.problems = new Problems(file);
        this.surroundings = new ConfigContext(
                environment, home, Optional.ofNullable(file.getParent()).orElse(file));
    }

    /**
     * Reads and checks a config file, and nothing that it names. Variables of the environment stand in place of its keys
     * ({@link KeyVariables}); {@code ~/} at a value's start and
     * <code>${NAME}</code> anywhere in it are expanded; relative paths start at the file's folder.
     *
     * @param environment has keys, and what <code>${NAME}</code> stands for
     * @param home what {@code ~} stands for; absolute
     * @throws DbferryException with {@link Failure#CONFIG}, its message one line for each problem
     */
    public static Config read(Path file, Map<String, String> environment, Path home) {
        return new ConfigFile(file.toAbsolutePath().normalize(), environment, home).read();
    }

    private Config read() {
        Section root = root();
        Side side = side(root);
        Found found = new KeyReader(side).read(root);
        new SharedReader(found).check();
        if (side == Side.SENDER) {
            SenderReader sender = new SenderReader(found);
            sender.check();
            problems.throwIfAny();
            return sender.read(file);
        }
        ReceiverReader receiver = new ReceiverReader(found);
        receiver.check();
        problems.throwIfAny();
        return receiver.read(file);
    }

    /** Without a good role, its own keys show which was meant, so that the other problems can still be reported. */
    private Side side(Section root) {
        return root.get(SharedKeys.ROLE.path())
                .flatMap(role -> SharedKeys.ROLE.form().reader().read(role.withProblems(new Problems(file))))
                .orElseGet(() -> root.values().keySet().stream().anyMatch(ConfigFile::isReceiversAlone)
                        ? Side.RECEIVER
                        : Side.SENDER);
    }

    private static boolean isReceiversAlone(String key) {
        return KeyNode.root(Side.RECEIVER).below().containsKey(key)
                && !KeyNode.root(Side.SENDER).below().containsKey(key);
    }

    private Section root() {
        String text = text();
        Node node = compose(text).orElseGet(EnvironmentKeys::none);
        if (node instanceof MappingNode mapping) {
            MappingNode merged = new EnvironmentKeys(surroundings.environment(), problems).over(mapping, text);
            return Section.of("", Place.of(mapping), merged, problems, surroundings);
        }
        problems.add(Place.of(node), "the file is not a map of keys");
        problems.throwIfAny();
        throw new AssertionError("a problem was added");
    }

    private Optional<Node> compose(String text) {
        try {
            return new Compose(LoadSettings.builder()
                            .setLabel(Place.FILE)
                            .setAllowNonScalarKeys(true)
                            .build())
                    .composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            problems.add(Place.onLine(line), "not YAML: " + e.getProblem());
        } catch (StackOverflowError e) {
            problems.add(Place.onLine(1), "not YAML: too many nested levels");
        } catch (YamlEngineException e) {
            problems.add(
                    Place.onLine(1),
                    "not YAML: " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
        problems.throwIfAny();
        throw new AssertionError("a problem was added");
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw unreadable("the file does not exist", "Name another with --config FILE", e);
        } catch (CharacterCodingException e) {
            throw unreadable("the file is not UTF-8", "Save it in UTF-8", e);
        } catch (IOException e) {
            throw Files.isDirectory(file)
                    ? unreadable("it is a folder", "Name a file in it: only run, status and check take a folder", e)
                    : unreadable("the file is not readable", "Name another with --config FILE", e);
        }
    }

    private DbferryException unreadable(String cause, @Nullable String hint, IOException e) {
        return new DbferryException(Failure.CONFIG, "cannot read config '" + file + "': " + cause, hint, e);
    }
}
