package io.dbferry.config.key;

import io.dbferry.config.PostprocessStep.After;
import io.dbferry.config.ReceiverConfig.FirstLoadBy;
import io.dbferry.config.ReceiverConfig.OnTrouble;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.time.CronExpression;
import io.dbferry.config.time.PartialTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a receiver alone. */
public final class ReceiverKeys {
    public static final Key<String> NAME = Key.receiver("name", Forms.NAME)
            .otherwise("the host's name")
            .example("viz")
            .means("names its folder of receipts; each receiver of a depot needs its own");

    public static final Key<Path> ALLOWED_SIGNERS = Key.receiver("trust.allowed-signers", Forms.PATH)
            .otherwise("none: nothing is applied")
            .example("/etc/dbferry/allowed_signers")
            .means("an OpenSSH `allowed_signers` file: only shipments signed by one of these keys are applied. A line's"
                    + " principals must match the stream's name");

    public static final Key<Boolean> UNSIGNED = Key.receiver(
                    "trust.unsigned", Forms.either("accept", true, "refuse", false))
            .standard("refuse")
            .example("accept")
            .means("`accept`: applies everything in the depot and checks no signature. Not together with"
                    + " `allowed-signers`");

    public static final Key<String> REQUIRE_POLICY = Key.receiver(
                    "require-policy", Form.text("SHA-256", "^[0-9a-f]{64}$", (text, context) -> sha256(text)))
            .otherwise("shipments of any policy, and of none, are loaded")
            .example("3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea")
            .means(
                    "shipments of another policy, and of none, are refused; `dbferry policy` on the sender prints the value:"
                            + " [choose what may leave](../how-to/choose-what-may-leave.md#the-receiver-demands-it)");

    public static final Key<Path> IDENTITY_FILE = Key.receiver("decrypt.identity-file", Forms.PATH)
            .needed()
            .example("/etc/dbferry/identity")
            .means(
                    "age identities that decrypt shipments; a file that only this account can read (mode 600). Unencrypted"
                            + " shipments are applied too");

    public static final Key<Map<String, String>> MAP = Key.receiver("map", Forms.TABLE_MAP)
            .example("{public.*: app1.*}")
            .means(
                    "the sender's tables to their names here, by schema or one by one; `tables`, `exclude` and `reset` have the"
                            + " names here: [many senders into one database](../how-to/many-senders.md)");

    public static final Key<Map<String, List<String>>> RESET = Key.receiver("reset", Forms.COLUMNS_BY_TABLE)
            .example("{AndroidRequests_report: [transformed]}")
            .means("receiver-only columns to reset to their default when their row changes, by table");

    public static final Key<After> AFTER = Key.receiver("postprocess[].after", Forms.names(After.class))
            .standard("any")
            .example("partial")
            .means(
                    "the kind of load that the step follows: [run steps after a load](../how-to/run-steps-after-a-load.md)");

    public static final Key<List<String>> COMMAND = Key.receiver("postprocess[].command", Forms.COMMAND)
            .example("[python, manage.py, transform]")
            .means("a program and its arguments; no shell");

    public static final Key<Path> SQL = Key.receiver("postprocess[].sql", Forms.PATH)
            .example("refresh.sql")
            .means(
                    "in place of `command`, a file of SQL, run in one transaction; it must not contain COMMIT or ROLLBACK");

    public static final Key<String> STEP_NAME = Key.receiver("postprocess[].name", Forms.NAME)
            .otherwise("the program or file, without its folder")
            .example("refresh")
            .means("names the consumer in the database; no two steps may have the same");

    public static final Key<Integer> BATCH = Key.receiver("postprocess[].batch", Forms.COUNT)
            .otherwise("all rows of a shipment")
            .example("1000")
            .means("the most changed rows of one run");

    public static final Key<Duration> TIMEOUT = Key.receiver("postprocess[].timeout", Forms.TIMEOUT)
            .standard("1h")
            .example("10m")
            .means("how long one run may take");

    public static final Key<Integer> TRIES = Key.receiver("postprocess[].tries", Forms.COUNT)
            .standard("10")
            .example("3")
            .means("after so many failures a batch goes into the step's dead letter");

    public static final Key<Duration> BACK_OFF = Key.receiver("postprocess[].back-off", Forms.DURATION)
            .standard("30s")
            .example("5m")
            .means("the pause after the first failure; it doubles with each, up to an hour");

    public static final Key<Integer> DEAD_LETTERS = Key.receiver("postprocess[].dead-letters", Forms.COUNT_OR_NONE)
            .standard("100")
            .example("10")
            .means("the most batches in the dead letter; when it is full, the step stays at the failing batch");

    public static final Key<Boolean> VERIFY = Key.receiver("verify", Form.trueOrFalse())
            .standard("true")
            .example("false")
            .means(
                    "`false`: a load does not read tables back and compare them with the digests of a complete or partial"
                            + " before it commits: [prove that both sides are equal](../how-to/prove-that-both-sides-are-equal.md)");

    public static final Key<FirstLoadBy> FIRST_LOAD = Key.receiver(
                    "first-load",
                    Forms.either("parallel", FirstLoadBy.PARALLEL, "one-transaction", FirstLoadBy.ONE_TRANSACTION))
            .standard("parallel")
            .example("one-transaction")
            .means(
                    "how a complete fills large empty tables that no shipment has been in. `parallel`: by several connections;"
                            + " readers may see these tables, and no others, half filled, and `status` says so. `one-transaction`: by one"
                            + " connection; readers of these tables wait until all is loaded:"
                            + " [create the receiver's tables](../how-to/create-the-receivers-tables.md#the-first-load)");

    public static final Key<OnTrouble> ON_TROUBLE = Key.receiver(
                    "on-trouble", Forms.either("hold-table", OnTrouble.HOLD_TABLE, "stop", OnTrouble.STOP))
            .standard("hold-table")
            .example("stop")
            .means(
                    "what a load does when it cannot load a table. `hold-table`: it holds back the table and those that refer"
                            + " to it, loads the others, and ends with exit code 6 until the table has caught up. `stop`: it applies"
                            + " nothing of the shipment: [fix a table that stands still](../how-to/fix-a-table-that-stands-still.md)");

    public static final Key<Boolean> FOLLOWS_SCHEMA = Key.receiver(
                    "schema", Forms.either("hold", false, "follow", true))
            .standard("hold")
            .example("follow")
            .means(
                    "what a load does when the sender's tables have changed. `hold`: it holds back the tables that do not fit any"
                            + " more. `follow`: it creates tables, columns and enumeration values, widens types and allows null here, by"
                            + " the signed description of the shipment, and never drops anything:"
                            + " [follow the sender's schema](../how-to/follow-the-senders-schema.md)");

    public static final Key<Duration> KEEP_CHANGES = Key.receiver("keep.changes", Forms.DURATION)
            .standard("0s")
            .example("7d")
            .means("how long changed rows stay in the queue that all consumers have passed, for `queue reset`");

    public static final Key<Optional<CronExpression>> COMPLETE_LOAD = Key.receiver(
                    "schedule.complete-load", Forms.TIMES)
            .standard("0 * * * *")
            .example("'30 4 * * *'")
            .means("when to look for completes, or `never`");

    public static final Key<Optional<PartialTimes>> PARTIAL_LOAD = Key.receiver(
                    "schedule.partial-load", PartialForms.TIMES)
            .standard("*/2 * * * *")
            .example("'*/10 * * * *'")
            .means(
                    "when to look for partials, or `never`. `continuous`: `run` asks a depot that is not a folder all the time, over one"
                            + " connection: [ship within a second](../how-to/ship-within-a-second.md)");

    public static final Key<Boolean> AT_ONCE = Key.receiver("schedule.at-once", Forms.either("yes", true, "no", false))
            .standard("yes")
            .example("'no'")
            .means(
                    "for `run`: loads due shipments as soon as they appear, if the depot is a folder; kinds scheduled `never`"
                            + " are not loaded. `no`: only at the scheduled times");

    static final List<Key<?>> ALL = List.of(
            NAME,
            ALLOWED_SIGNERS,
            UNSIGNED,
            REQUIRE_POLICY,
            IDENTITY_FILE,
            MAP,
            RESET,
            AFTER,
            COMMAND,
            SQL,
            STEP_NAME,
            BATCH,
            TIMEOUT,
            TRIES,
            BACK_OFF,
            DEAD_LETTERS,
            VERIFY,
            FIRST_LOAD,
            ON_TROUBLE,
            FOLLOWS_SCHEMA,
            KEEP_CHANGES,
            COMPLETE_LOAD,
            PARTIAL_LOAD,
            AT_ONCE);

    private ReceiverKeys() {}

    private static String sha256(String text) throws BadValue {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new BadValue("must be the 64 digits that 'dbferry policy' prints on the sender, not '" + text + "'");
        }
        return text;
    }
}
