package io.dbferry.config.key;

import io.dbferry.config.DeletesSchedule;
import io.dbferry.config.PartialConfig.Strategy;
import io.dbferry.config.SenderConfig.Deduplicate;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.DeletesText;
import io.dbferry.config.time.CronExpression;
import io.dbferry.config.time.PartialTimes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of a sender alone. */
public final class SenderKeys {
    public static final Key<String> MEDIA_FILES = Key.sender("media[].files", Forms.GLOB)
            .standard("*")
            .example("'*.jpeg'")
            .means("the files to ship: a glob for the file's name or, with a `/`, for its path below the folder");

    public static final Key<List<String>> MEDIA_NAMED_BY = Key.sender("media[].named-by", Form.list(Forms.COLUMN))
            .example("[AndroidRequests_report.imageName]")
            .means("columns that name files, as `Table.column`. A partial carries the files that its rows name");

    public static final Key<Boolean> WHOLE_SCHEMA = Key.sender("schema", Forms.either("full", true, "tables", false))
            .standard("full")
            .example("tables")
            .means(
                    "what stands around the rows in a complete's `database.sql.zst`: `full` is the whole schema by `pg_dump`, if"
                            + " all tables of the database are shipped and this machine has a `pg_dump` of the server's version or"
                            + " later, else as `tables`; `tables` is the schema of the shipped tables alone");

    public static final Key<Deduplicate> DEDUPLICATE = Key.sender(
                    "complete.deduplicate", Forms.names(Deduplicate.class))
            .standard("auto")
            .example("always")
            .means(
                    "whether rows that an earlier complete in the depot carries are referred to, and not sent again:"
                            + " [back up](../how-to/back-up.md#a-complete-that-refers-to-others). `auto`: if the tables have 1 GB or"
                            + " more, unless `encrypt` or `receipts: none` is set; `always`; `never`: each complete is one whole file");

    public static final Key<Integer> WORKERS = Key.sender("complete.workers", Forms.COUNT)
            .otherwise("half of the processors, 2 to 4")
            .example("1")
            .means(
                    "how many connections read tables for a complete at the same time; 1 leaves most of the server to the"
                            + " application: [spare the application](../how-to/spare-the-application.md)");

    public static final Key<List<String>> RECIPIENTS = Key.sender(
                    "encrypt.recipients",
                    Form.someOf(Forms.RECIPIENT, "is empty; name at least one, or remove encrypt"))
            .needed()
            .example("[age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]")
            .means("age recipients, `age1…`, that shipments are encrypted for:"
                    + " [encrypt shipments](../how-to/encrypt-shipments.md)");

    public static final Key<Duration> MINUTES = Key.sender("partial.minutes", Forms.MINUTES)
            .standard("10")
            .example("30")
            .means(
                    "how far before the last shipment the window starts, in whole minutes: [strategies](strategies.md#window)");

    public static final Key<Long> KEEP_WORK = Key.sender("keep.work", Forms.SIZE)
            .example("20GB")
            .means("the most that built or waiting shipments may take in `work`; no shipment is built above it");

    public static final Key<Boolean> STRATEGIES = Key.sender("partial.tables", tables())
            .standard("auto")
            .example("auto")
            .means(
                    "how to find changes of each table, by its name; `\"*\"` covers all tables that are not named. `auto` is"
                            + " short for `{\"*\": {strategy: auto}}`");

    public static final Key<Strategy> STRATEGY = Key.sender("partial.tables.T.strategy", Forms.names(Strategy.class))
            .standard("window")
            .example("scan")
            .means("`window`, `scan`, `log` or `auto`: [strategies](strategies.md)");

    public static final Key<String> CHANGED = Key.sender("partial.tables.T.changed", Forms.TEXT)
            .otherwise("required for `window`")
            .example("timeStamp")
            .means("the column with the time of the last change; for `window` only");

    public static final Key<DeletesSchedule> DELETES = Key.sender(
                    "partial.deletes",
                    Form.text("every and a duration or partials", "^every ", (text, c) -> DeletesText.parse(text)))
            .otherwise("never")
            .example("every 12 partials")
            .means("when partials look for deleted rows of `window` and `scan` tables: `every 1h`, `every 12 partials`:"
                    + " [deletes](strategies.md#deleted-rows)");

    public static final Key<Optional<Duration>> VERIFY_EVERY = Key.sender(
                    "verify.every", Forms.orWord(Forms.DURATION, "never"))
            .standard("1d")
            .example("6h")
            .means(
                    "a partial carries the digest of a table if no shipment has carried one for so long: only of tables whose"
                            + " deleted rows travel with that partial (strategy `log`, or `partial.deletes`); `never`. Completes always"
                            + " carry all");

    public static final Key<Duration> VERIFY_AT_MOST = Key.sender("verify.at-most", Forms.DURATION)
            .standard("60s")
            .example("5m")
            .means("how long one partial may read tables for that; the others follow with the next partials");

    public static final Key<String> SLOT = Key.sender("log.slot", Forms.SLOT)
            .otherwise("`dbferry_` and the stream's name")
            .example("dbferry_transapp")
            .means(
                    "the replication slot that strategy `log` reads: lower case, with `_` for characters that slots cannot"
                            + " have");

    public static final Key<String> PUBLICATION = Key.sender("log.publication", Forms.TEXT)
            .otherwise("the same as `log.slot`'s default")
            .example("dbferry_transapp")
            .means("the publication that strategy `log` reads");

    public static final Key<Long> MAX_RETAINED_WAL = Key.sender("log.max-retained-wal", Forms.SIZE)
            .standard("2GB")
            .example("10GB")
            .means("the most WAL that the slot may retain. Above it, the next run drops the slot and ships a complete");

    public static final Key<Optional<CronExpression>> COMPLETE_DUMP = Key.sender("schedule.complete-dump", Forms.TIMES)
            .standard("30 3 * * *")
            .example("0 2 * * sun")
            .means("when to ship completes, or `never`");

    public static final Key<Optional<PartialTimes>> PARTIAL_DUMP = Key.sender(
                    "schedule.partial-dump", PartialForms.TIMES)
            .standard("*/5 * * * *")
            .example("'*/15 * * * *'")
            .means(
                    "when to ship partials, or `never`. `continuous`: `run` ships them as soon as something was committed:"
                            + " [ship within a second](../how-to/ship-within-a-second.md)");

    public static final Key<Optional<CronExpression>> CHECK_REMOTE = Key.sender("schedule.check-remote", Forms.TIMES)
            .standard("never")
            .example("'@hourly'")
            .means("when to test the depot as `check --remote` does; a failure is reported like any job's");

    static final List<Key<?>> ALL = List.of(
            MEDIA_FILES,
            MEDIA_NAMED_BY,
            WHOLE_SCHEMA,
            DEDUPLICATE,
            WORKERS,
            RECIPIENTS,
            MINUTES,
            KEEP_WORK,
            STRATEGIES,
            STRATEGY,
            CHANGED,
            DELETES,
            VERIFY_EVERY,
            VERIFY_AT_MOST,
            SLOT,
            PUBLICATION,
            MAX_RETAINED_WAL,
            COMPLETE_DUMP,
            PARTIAL_DUMP,
            CHECK_REMOTE);

    private SenderKeys() {}

    /** The one word that can stand in place of a map; a map is read by the keys below it. */
    private static Form<Boolean> tables() {
        return new Form<>(
                "auto, or a map of tables",
                Form.schema("const", "auto"),
                value -> value.parsed((text, context) -> auto(text)));
    }

    private static boolean auto(String text) throws BadValue {
        if (!text.equals("auto")) {
            throw new BadValue("must be auto, or a map of tables, not '" + text + "'");
        }
        return true;
    }
}
