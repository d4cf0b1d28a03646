package io.dbferry.config.yaml;

import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.Keep;
import io.dbferry.config.Name;
import io.dbferry.config.PostprocessStep;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.Schedule;
import io.dbferry.config.SshConfig;
import io.dbferry.config.Trust;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.Units;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a receiver's config. */
final class ReceiverKeys {
    /** Keys at the top that only a receiver has. */
    static final Set<String> OWN = Set.of("name", "trust", "reset", "postprocess", "decrypt");

    private final Path file;
    private final Section root;
    private final Problems problems;
    private final ConfigContext surroundings;

    ReceiverKeys(Path file, Section root, Problems problems, ConfigContext surroundings) {
        this.file = file;
        this.root = root;
        this.problems = problems;
        this.surroundings = surroundings;
    }

    ReceiverConfig read() {
        SharedKeys shared = new SharedKeys(root, surroundings);
        Optional<String> stream = shared.stream();
        Optional<String> name = root.get("name").isPresent() ? root.parsed("name", SharedKeys::name) : hostName();
        Optional<DatabaseConfig> database = shared.database();
        Optional<DepotLocation> depot = shared.depot();
        Optional<Path> work = shared.work();
        SshConfig ssh = shared.ssh();
        List<String> tables = root.list("tables", text -> text);
        List<String> exclude = root.list("exclude", text -> text);
        Trust trust = trust();
        List<Path> media = root.sections("media").stream()
                .flatMap(section -> media(section).stream())
                .toList();
        Map<String, List<String>> reset = reset();
        List<PostprocessStep> steps = new PostprocessKeys(surroundings).read(root.sections("postprocess"));
        Keep keep = keep();
        Schedule schedule = shared.loads();
        Alarms alarms = new AlarmKeys(root, surroundings).read(schedule);
        MetricsConfig metrics = shared.metrics();
        Optional<Path> identityFile = identityFile();
        boolean verify = root.parsed("verify", ReceiverKeys::trueOrFalse).orElse(true);
        LoggingConfig logging = shared.logging(work);
        root.refuseOthers("sender", SenderKeys.OWN);
        problems.throwIfAny();
        return new ReceiverConfig(
                file,
                stream.orElseThrow(),
                name.orElseThrow(),
                database.orElseThrow(),
                tables,
                exclude,
                depot.orElseThrow(),
                ssh,
                trust,
                media,
                reset,
                steps,
                work.orElseThrow(),
                keep,
                schedule,
                identityFile,
                verify,
                logging,
                alarms,
                metrics);
    }

    private Optional<String> hostName() {
        try {
            return Optional.of(Name.ofHost(InetAddress.getLocalHost().getHostName()));
        } catch (UnknownHostException e) {
            problems.add(1, "name: missing, and this host's own name cannot be found out");
            return Optional.empty();
        }
    }

    private Trust trust() {
        Optional<Section> section = root.section("trust");
        Optional<Path> signers = section.flatMap(s -> s.parsed("allowed-signers", surroundings::path));
        boolean accept = section.flatMap(s -> s.parsed("unsigned", ReceiverKeys::acceptUnsigned))
                .orElse(false);
        if (signers.isPresent() && accept) {
            section.orElseThrow()
                    .get("unsigned")
                    .orElseThrow()
                    .bad("contradicts trust.allowed-signers; keep one of them");
            return new Trust(signers, false);
        }
        section.ifPresent(Section::refuseOthers);
        return new Trust(signers, accept);
    }

    private Optional<Path> media(Section section) {
        Optional<Path> folder = section.required("folder", surroundings::path);
        section.refuseOthers("sender", Set.of("files", "named-by"));
        return folder;
    }

    private Map<String, List<String>> reset() {
        Map<String, List<String>> reset = new LinkedHashMap<>();
        root.section("reset").ifPresent(tables -> {
            for (String table : tables.keys()) {
                reset.put(table, tables.list(table, text -> text));
            }
        });
        return reset;
    }

    private Optional<Path> identityFile() {
        if (root.get("decrypt").isEmpty()) {
            return Optional.empty();
        }
        Optional<Section> section = root.section("decrypt");
        Optional<Path> file = section.flatMap(s -> s.required("identity-file", surroundings::path));
        section.ifPresent(Section::refuseOthers);
        return file;
    }

    private Keep keep() {
        Optional<Section> section = root.section("keep");
        Optional<Duration> complete = section.flatMap(s -> s.parsed("complete", Units::duration));
        Optional<Duration> partial = section.flatMap(s -> s.parsed("partial", Units::duration));
        Optional<Long> freeSpace = section.flatMap(s -> s.parsed("free-space", Units::bytes));
        Optional<Integer> completes = section.flatMap(s -> s.parsed("completes", ReceiverKeys::count));
        Optional<Long> size = section.flatMap(s -> s.parsed("size", Units::bytes));
        Optional<Duration> changes = section.flatMap(s -> s.parsed("changes", Units::duration));
        section.ifPresent(s -> s.refuseOthers("sender", Set.of("work")));
        return new Keep(
                complete.orElse(Keep.DEFAULT.complete()),
                partial.orElse(Keep.DEFAULT.partial()),
                freeSpace.orElse(Keep.DEFAULT.freeSpaceBytes()),
                Keep.DEFAULT.workBytes(),
                completes.orElse(Keep.DEFAULT.completes()),
                size.orElse(Keep.DEFAULT.sizeBytes()),
                changes.orElse(Keep.DEFAULT.changes()));
    }

    private static int count(String text) throws BadValue {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
            throw new BadValue("'" + text + "' is not a number of at least 1");
        }
        return Integer.parseInt(text);
    }

    private static boolean trueOrFalse(String text) throws BadValue {
        if (!text.equals("true") && !text.equals("false")) {
            throw new BadValue("must be true or false, not '" + text + "'");
        }
        return text.equals("true");
    }

    private static boolean acceptUnsigned(String text) throws BadValue {
        return switch (text) {
            case "accept" -> true;
            case "refuse" -> false;
            default -> throw new BadValue("must be accept or refuse, not '" + text + "'");
        };
    }
}
