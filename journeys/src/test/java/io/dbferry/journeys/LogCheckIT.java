package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} tells what strategy {@code log} lacks, and {@code --fix} makes what it may. */
class LogCheckIT {
    @TempDir
    private Path folder;

    private LogServers log;

    @BeforeEach
    void tables() throws Exception {
        log = LogServers.in(folder, 15, "{item: {strategy: log}, trip: {strategy: log}}");
        log.servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text); CREATE TABLE other (id int PRIMARY KEY);"
                + " CREATE TABLE trip (id int PRIMARY KEY) PARTITION BY LIST (id);"
                + " CREATE TABLE trip_1 PARTITION OF trip FOR VALUES IN (1)");
    }

    @AfterEach
    void dropSlot() throws Exception {
        log.close();
    }

    @Test
    void autoTakesTheLogIfTheConfigHasOne() throws Exception {
        try (LogServers auto = LogServers.in(Files.createDirectory(folder.resolve("auto")), 15, "auto")) {
            auto.servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");

            assertThat(auto.servers.sender("check").out()).contains(" (the config has a log): reads what changed");
        }
    }

    @Test
    void fixMakesPublicationAndSlotAndSaysSo() {
        assertThat(findings("check"))
                .containsExactly(
                        "fail  log          cannot read changes from the log: there is no publication 'Ferry'",
                        "      HINT: Run dbferry check --fix, or in that database: CREATE PUBLICATION \"Ferry\" FOR TABLE"
                                + " ONLY \"public\".\"item\", \"public\".\"trip\" WITH (publish_via_partition_root = true)",
                        "fail  log          cannot read changes from the log: there is no replication slot '<slot>'",
                        "      HINT: Run dbferry check --fix, or in that database: SELECT"
                                + " pg_create_logical_replication_slot('<slot>', 'pgoutput')");
        assertThat(log.servers.sender("check").exit()).isEqualTo(3);

        assertThat(findings("check", "--fix"))
                .containsExactly(
                        "ok    log          done: CREATE PUBLICATION \"Ferry\" FOR TABLE ONLY \"public\".\"item\","
                                + " \"public\".\"trip\" WITH (publish_via_partition_root = true)",
                        "ok    log          done: SELECT pg_create_logical_replication_slot('<slot>', 'pgoutput')",
                        "ok    log          publication 'Ferry' has the changes of 2 tables",
                        "ok    log          replication slot '<slot>' holds back <size> of WAL, 2.0 GB are allowed",
                        "warn  log          max_slot_wal_keep_size is not set: WAL is held back without end if dumps no"
                                + " longer run",
                        "      HINT: As a superuser: ALTER SYSTEM SET max_slot_wal_keep_size = '4096MB'; SELECT"
                                + " pg_reload_conf()");
        assertThat(log.servers.sender("check").exit()).isZero();
    }

    @Test
    void publicationThatDoesNotTellAllIsMended() throws Exception {
        log.servers.onSender("CREATE PUBLICATION \"Ferry\" FOR TABLE item (id), other WITH (publish = 'insert')");

        assertThat(findings("check", "--fix", "--quiet")).noneMatch(line -> line.startsWith("fail"));
        assertThat(findings("check")).contains("ok    log          publication 'Ferry' has the changes of 2 tables");
    }

    @Test
    void slotThatHasLostLogIsRecreated() throws Exception {
        log.fix();
        log.servers.onSender("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        try {
            log.servers.onSender("SELECT pg_reload_conf()");
            for (int i = 0; i < 4; i++) {
                log.servers.onSender("INSERT INTO other VALUES (" + i + ")");
                log.servers.onSender("SELECT pg_switch_wal()");
            }
            log.servers.onSender("CHECKPOINT");
            assertThat(findings("check"))
                    .contains("fail  log          cannot read changes from the log: replication slot '<slot>' has lost"
                            + " log that it needs");
        } finally {
            log.servers.onSender("ALTER SYSTEM RESET max_slot_wal_keep_size");
            log.servers.onSender("SELECT pg_reload_conf()");
        }

        assertThat(findings("check", "--fix"))
                .contains("ok    log          done: SELECT pg_drop_replication_slot('<slot>'); SELECT"
                        + " pg_create_logical_replication_slot('<slot>', 'pgoutput')");
        assertThat(log.servers.sender("check").exit()).isZero();
    }

    @Test
    void identityWithoutTheKeyIsRefusedWithTheStatementThatMendsIt() throws Exception {
        log.fix();
        assertThat(log.servers.sender("dump", "complete").err()).isEmpty();
        log.servers.onSender("ALTER TABLE item REPLICA IDENTITY NOTHING; CREATE UNIQUE INDEX short ON trip_1 (id);"
                + " ALTER TABLE trip_1 REPLICA IDENTITY USING INDEX short");

        List<String> problem = List.of(
                "cannot read changes from the log: the replica identity of table 'item' does not have its primary key",
                "HINT: ALTER TABLE public.item REPLICA IDENTITY DEFAULT");
        assertThat(findings("check", "--quiet"))
                .containsSubsequence("fail  log          " + problem.get(0), "      " + problem.get(1));
        TwoServers.Run run = log.servers.sender("dump", "partial");
        assertThat(run.err().lines())
                .containsExactly(
                        problem.get(0)
                                + "; until that is fixed they are found by scan, and deleted rows only with completes",
                        problem.get(1));
        assertThat(run.exit()).isEqualTo(3);
    }

    @Test
    void deferrableKeyIsNoIdentity() throws Exception {
        log.fix();
        log.servers.onSender("ALTER TABLE item DROP CONSTRAINT item_pkey, ADD PRIMARY KEY (id) DEFERRABLE");

        assertThat(findings("check"))
                .containsSubsequence(
                        "fail  log          cannot read changes from the log: the replica identity of table 'item'"
                                + " does not have its primary key",
                        "      HINT: ALTER TABLE public.item REPLICA IDENTITY FULL");
    }

    @Test
    void roleWithoutTheRightToSlotsIsTold() throws Exception {
        log.servers.onSender("DO $$ BEGIN CREATE ROLE no_slots LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;"
                + " GRANT SELECT ON ALL TABLES IN SCHEMA public TO no_slots");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replace("postgresql://postgres@", "postgresql://no_slots@"));

        assertThat(findings("check", "--fix", "--quiet"))
                .containsSubsequence(
                        "fail  log          cannot execute CREATE PUBLICATION \"Ferry\" FOR TABLE ONLY \"public\".\"item\","
                                + " \"public\".\"trip\" WITH (publish_via_partition_root = true): permission denied for"
                                + " database <database>",
                        "      HINT: Let a role that may do it execute this in that database",
                        "fail  log          cannot read changes from the log: role \"no_slots\" may not use replication slots",
                        "      HINT: As a superuser: ALTER ROLE \"no_slots\" REPLICATION");
    }

    /** The lines about the log. */
    private List<String> findings(String... command) {
        TwoServers.Run run = log.servers.sender(command);
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out()
                .lines()
                .map(line -> line.replace(log.slot, "<slot>")
                        .replaceAll("back [0-9.]+ [kM]?B", "back <size>")
                        .replaceAll("database sender_\\d+", "database <database>"))
                .toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).substring(6).startsWith("log ")
                        || (i > 0
                                && lines.get(i).startsWith("      HINT")
                                && lines.get(i - 1).substring(6).startsWith("log ")))
                .mapToObj(lines::get)
                .toList();
    }
}
