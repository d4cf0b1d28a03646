package io.dbferry.config.yaml;

import io.dbferry.config.DatabaseConfig;
import io.dbferry.config.DeletesSchedule;
import io.dbferry.config.DepotLocation;
import io.dbferry.config.Keep;
import io.dbferry.config.LogConfig;
import io.dbferry.config.PartialConfig;
import io.dbferry.config.PartialConfig.Strategy;
import io.dbferry.config.PartialConfig.TableStrategy;
import io.dbferry.config.Schedule;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SenderMedia;
import io.dbferry.config.SshConfig;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.DeletesText;
import io.dbferry.config.text.Units;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.config.watch.MetricsConfig;
import io.dbferry.stream.age.AgeRecipients;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a sender's config. */
final class SenderKeys {
    /** Keys at the top that only a sender has. */
    static final Set<String> OWN = Set.of("partial", "log", "encrypt", "schema");

    private final Path file;
    private final Section root;
    private final Problems problems;
    private final ConfigContext surroundings;

    SenderKeys(Path file, Section root, Problems problems, ConfigContext surroundings) {
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
        List<String> exclude = root.list("exclude", text -> text);
        boolean wholeSchema = root.parsed("schema", SenderKeys::isWholeSchema).orElse(true);
        List<SenderMedia> media = root.sections("media").stream()
                .flatMap(section -> media(section).stream())
                .toList();
        PartialConfig partial = partial();
        SenderConfig.Verify verify = verify();
        LogConfig log = log(stream.orElse(""));
        Keep keep = keep();
        Schedule schedule = shared.dumps();
        Alarms alarms = new AlarmKeys(root, surroundings).read(schedule);
        MetricsConfig metrics = shared.metrics();
        List<String> recipients = recipients();
        LoggingConfig logging = shared.logging(work);
        root.refuseOthers("receiver", ReceiverKeys.OWN);
        problems.throwIfAny();
        return new SenderConfig(
                file,
                stream.orElseThrow(),
                database.orElseThrow(),
                tables,
                exclude,
                wholeSchema,
                media,
                partial,
                verify,
                log,
                depot.orElseThrow(),
                ssh,
                work.orElseThrow(),
                keep,
                schedule,
                recipients,
                logging,
                alarms,
                metrics);
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
                section.flatMap(s -> s.parsed("minutes", Units::minutes)).orElse(PartialConfig.DEFAULT_OVERLAP);
        Optional<DeletesSchedule> deletes = section.flatMap(s -> s.parsed("deletes", DeletesText::parse));
        Optional<Value> tables = section.flatMap(s -> s.get("tables"));
        section.ifPresent(Section::refuseOthers);
        if (tables.isEmpty() || tables.get().isText()) {
            tables.ifPresent(value -> value.parsed(SenderKeys::auto));
            return new PartialConfig(overlap, true, Map.of(), deletes);
        }
        return new PartialConfig(overlap, false, strategies(tables.get()), deletes);
    }

    private SenderConfig.Verify verify() {
        SenderConfig.Verify defaults = SenderConfig.Verify.DEFAULT;
        Optional<Section> section = root.get("verify").isEmpty() ? Optional.empty() : root.section("verify");
        Duration every = section.flatMap(s -> s.parsed("every", SenderKeys::durationOrNever))
                .orElse(defaults.every());
        Duration atMost =
                section.flatMap(s -> s.parsed("at-most", Units::duration)).orElse(defaults.atMost());
        section.ifPresent(Section::refuseOthers);
        return new SenderConfig.Verify(every, atMost);
    }

    private static Duration durationOrNever(String text) throws BadValue {
        return text.equals("never") ? SenderConfig.Verify.NEVER : Units.duration(text);
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
        Strategy strategy =
                section.parsed("strategy", SenderKeys::knownStrategy).orElse(Strategy.WINDOW);
        if (strategy != Strategy.WINDOW) {
            section.refuseOthers();
            return Optional.of(TableStrategy.of(strategy));
        }
        Optional<String> changed = section.required("changed", text -> text);
        section.refuseOthers();
        return changed.map(TableStrategy::window);
    }

    private List<String> recipients() {
        if (root.get("encrypt").isEmpty()) {
            return List.of();
        }
        Optional<Section> section = root.section("encrypt");
        List<String> recipients =
                section.map(s -> s.list("recipients", SenderKeys::recipient)).orElse(List.of());
        section.filter(s -> !s.keys().contains("recipients")).ifPresent(s -> s.bad("names no recipients"));
        section.flatMap(s -> s.get("recipients"))
                .filter(Value::isEmptyList)
                .ifPresent(value -> value.bad("is empty; name at least one, or leave out encrypt"));
        section.ifPresent(Section::refuseOthers);
        return recipients;
    }

    private static String recipient(String text) throws BadValue {
        if (AgeRecipients.isSecret(text)) {
            throw new BadValue(
                    "is a secret key, which belongs on the receiver alone; age-keygen -y tells its recipient");
        }
        if (!AgeRecipients.isRecipient(text)) {
            throw new BadValue("'" + text + "' is not an age recipient: age1…, as age-keygen -y prints it");
        }
        return text;
    }

    private LogConfig log(String stream) {
        LogConfig defaults = LogConfig.ofStream(stream);
        Optional<Section> section = root.section("log");
        String slot = section.flatMap(s -> s.parsed("slot", SenderKeys::slot)).orElse(defaults.slot());
        String publication =
                section.flatMap(s -> s.parsed("publication", text -> text)).orElse(defaults.publication());
        long max =
                section.flatMap(s -> s.parsed("max-retained-wal", Units::bytes)).orElse(defaults.maxRetainedWal());
        section.ifPresent(Section::refuseOthers);
        return new LogConfig(root.get("log").isPresent(), slot, publication, max);
    }

    private Keep keep() {
        Optional<Section> section = root.section("keep");
        long freeSpace =
                section.flatMap(s -> s.parsed("free-space", Units::bytes)).orElse(Keep.DEFAULT.freeSpaceBytes());
        long work = section.flatMap(s -> s.parsed("work", Units::bytes)).orElse(Keep.DEFAULT.workBytes());
        long size = section.flatMap(s -> s.parsed("size", Units::bytes)).orElse(Keep.DEFAULT.sizeBytes());
        section.ifPresent(s -> s.refuseOthers("receiver", Set.of("complete", "partial", "completes")));
        return new Keep(
                Keep.DEFAULT.complete(),
                Keep.DEFAULT.partial(),
                freeSpace,
                work,
                Keep.DEFAULT.completes(),
                size,
                Keep.DEFAULT.changes());
    }

    private static boolean isWholeSchema(String text) throws BadValue {
        if (!Set.of("full", "tables").contains(text)) {
            throw new BadValue("must be full or tables, not '" + text + "'");
        }
        return text.equals("full");
    }

    private static String auto(String text) throws BadValue {
        if (!text.equals("auto")) {
            throw new BadValue("must be auto, or a map of tables, not '" + text + "'");
        }
        return text;
    }

    private static Strategy knownStrategy(String text) throws BadValue {
        return Strategy.of(text)
                .orElseThrow(() -> new BadValue("unknown strategy '" + text + "'; known: "
                        + Stream.of(Strategy.values()).map(Strategy::word).collect(Collectors.joining(", "))));
    }

    private static String slot(String text) throws BadValue {
        if (!text.matches("[a-z0-9_]{1,63}")) {
            throw new BadValue("'" + text + "' is not 1 to 63 of a-z 0-9 _, which is what slots are named with");
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
