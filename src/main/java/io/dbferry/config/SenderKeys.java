package io.dbferry.config;

import io.dbferry.config.PartialConfig.TableStrategy;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** Reads a sender's config. */
final class SenderKeys {
    /** Keys at the top that only a sender has. */
    static final Set<String> OWN = Set.of("partial");

    private final Path file;
    private final Section root;
    private final Problems problems;
    private final Surroundings surroundings;

    SenderKeys(Path file, Section root, Problems problems, Surroundings surroundings) {
        this.file = file;
        this.root = root;
        this.problems = problems;
        this.surroundings = surroundings;
    }

    SenderConfig read() {
        SharedKeys shared = new SharedKeys(root, surroundings);
        Optional<String> stream = shared.stream();
        Optional<DatabaseConfig> database = shared.database();
        Optional<DepotLocation> depot = shared.depot();
        Optional<Path> work = shared.work();
        SshConfig ssh = shared.ssh();
        List<String> tables = root.list("tables", text -> text);
        List<SenderMedia> media = root.sections("media").stream()
                .flatMap(section -> media(section).stream())
                .toList();
        PartialConfig partial = partial();
        Keep keep = keep();
        Schedule schedule = shared.dumps();
        root.refuseOthers("receiver", ReceiverKeys.OWN);
        problems.throwIfAny();
        return new SenderConfig(
                file,
                stream.orElseThrow(),
                database.orElseThrow(),
                tables,
                media,
                partial,
                depot.orElseThrow(),
                ssh,
                work.orElseThrow(),
                keep,
                schedule);
    }

    private Optional<SenderMedia> media(Section section) {
        Optional<Path> folder = section.required("folder", surroundings::path);
        String files = section.parsed("files", SenderKeys::glob).orElse(SenderMedia.ALL_FILES);
        List<String> namedBy = section.list("named-by", SenderKeys::column);
        section.refuseOthers();
        return folder.map(path -> new SenderMedia(path, files, namedBy));
    }

    private PartialConfig partial() {
        Optional<Section> section = root.section("partial");
        Duration overlap =
                section.flatMap(s -> s.parsed("minutes", Amount::minutes)).orElse(PartialConfig.DEFAULT_OVERLAP);
        Optional<Value> tables = section.flatMap(s -> s.get("tables"));
        section.ifPresent(Section::refuseOthers);
        if (tables.isEmpty() || tables.get().isText()) {
            tables.ifPresent(value -> value.parsed(SenderKeys::auto));
            return new PartialConfig(overlap, true, Map.of());
        }
        return new PartialConfig(overlap, false, strategies(tables.get()));
    }

    private static Map<String, TableStrategy> strategies(Value tables) {
        Map<String, TableStrategy> strategies = new LinkedHashMap<>();
        tables.section().ifPresent(named -> {
            for (String table : named.keys()) {
                named.section(table)
                        .flatMap(SenderKeys::strategy)
                        .ifPresent(strategy -> strategies.put(table, strategy));
            }
        });
        return strategies;
    }

    private static Optional<TableStrategy> strategy(Section section) {
        String strategy = section.parsed("strategy", SenderKeys::knownStrategy).orElse(TableStrategy.WINDOW);
        Optional<String> changed = section.required("changed", text -> text);
        section.refuseOthers();
        return changed.map(column -> new TableStrategy(strategy, column));
    }

    private Keep keep() {
        Optional<Section> section = root.section("keep");
        long freeSpace =
                section.flatMap(s -> s.parsed("free-space", Amount::bytes)).orElse(Keep.DEFAULT.freeSpaceBytes());
        section.ifPresent(s -> s.refuseOthers("receiver", Set.of("complete", "partial")));
        return new Keep(Keep.DEFAULT.complete(), Keep.DEFAULT.partial(), freeSpace);
    }

    private static String auto(String text) throws BadValue {
        if (!text.equals("auto")) {
            throw new BadValue("must be auto, or a map of tables, not '" + text + "'");
        }
        return text;
    }

    private static String knownStrategy(String text) throws BadValue {
        if (!text.equals(TableStrategy.WINDOW)) {
            throw new BadValue("unknown strategy '" + text + "'; known: " + TableStrategy.WINDOW);
        }
        return text;
    }

    private static String column(String text) throws BadValue {
        if (!text.matches("[^.]+(\\.[^.]+){1,2}")) {
            throw new BadValue("'" + text + "' is neither Table.column nor schema.Table.column");
        }
        return text;
    }

    private static String glob(String text) throws BadValue {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + text);
            return text;
        } catch (PatternSyntaxException e) {
            throw new BadValue("'" + text + "' is not a glob");
        }
    }
}
