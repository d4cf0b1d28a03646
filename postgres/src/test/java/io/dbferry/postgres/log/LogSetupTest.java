package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dbferry.postgres.catalog.RowKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.log.ReplicationSlot.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps the log from telling all changes, and what fixes it. */
class LogSetupTest {
    private static final Publication PUBLICATION = new Publication("my \"pub\"");
    private static final Table BUS = table("bus", 1, false, true);
    private static final Table TRIP = table("trip", 2, true, false);

    @Test
    void aServerThatCannotDecodeAndARoleThatMayNotAreForASuperuser() {
        assertThat(LogSetup.server(true, "app", true, false)).isEmpty();
        assertThat(LogSetup.server(false, "o\"app", false, false))
                .extracting(LogSetupProblem::text, LogSetupProblem::hint)
                .containsExactly(
                        tuple(
                                "wal_level of the server is not logical",
                                "As a superuser: ALTER SYSTEM SET wal_level = logical; then restart the server"),
                        tuple(
                                "role \"o\"\"app\" may not use replication slots",
                                "As a superuser: ALTER ROLE \"o\"\"app\" REPLICATION"));
    }

    @Test
    void onAServerOfAmazonsBothAreForItsMasterUser() {
        assertThat(LogSetup.server(false, "app", false, true))
                .extracting(LogSetupProblem::hint)
                .containsExactly(
                        "Set rds.logical_replication = 1 in the server's parameter group, then restart it",
                        "As the server's master user: GRANT rds_replication TO \"app\"");
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            pgoutput      | db | true  | 0/1A | false | -                                                | -
            pgoutput      | db | true  | 0/1A | true  | replication slot 'o''s' has lost log that it needs | Run dbferry check --fix, or in that database: SELECT pg_drop_replication_slot('o''''s'); SELECT pg_create_logical_replication_slot('o''''s', 'pgoutput')
            pgoutput      | db | true  | -    | false | replication slot 'o''s' has lost log that it needs | Run dbferry check --fix, or in that database: SELECT pg_drop_replication_slot('o''''s'); SELECT pg_create_logical_replication_slot('o''''s', 'pgoutput')
            pgoutput      | db | false | 0/1A | false | replication slot 'o''s' is not ours: it belongs to database 'db' | Name another with log.slot
            test_decoding | db | true  | 0/1A | false | replication slot 'o''s' is not ours: its plugin is test_decoding | Name another with log.slot
            -             | -  | false | -    | false | replication slot 'o''s' is not ours: it is a physical slot | Name another with log.slot""")
    void aSlotIsUsableLostOrOfOthers(
            String plugin, String database, boolean here, String confirmed, boolean lost, String text, String hint) {
        State state = State.of(plugin, database, here, confirmed, lost, 7);

        assertThat(state.retained()).isEqualTo(7);
        Optional<LogSetupProblem> problem = LogSetup.slot("o's", Optional.of(state));
        assertThat(problem.map(LogSetupProblem::text))
                .isEqualTo(Optional.ofNullable(text).map(t -> t.replace("''", "'")));
        assertThat(problem.map(LogSetupProblem::hint))
                .isEqualTo(Optional.ofNullable(hint).map(t -> t.replace("''''", "''")));
    }

    @Test
    void aMissingSlotIsMade() {
        LogSetupProblem problem = LogSetup.slot("city", Optional.empty()).orElseThrow();

        assertThat(problem.text()).isEqualTo("there is no replication slot 'city'");
        assertThat(problem.hint())
                .isEqualTo("Run dbferry check --fix, or in that database: SELECT"
                        + " pg_create_logical_replication_slot('city', 'pgoutput')");
        assertThat(State.of("pgoutput", "db", true, "0/1A", false, 9))
                .isEqualTo(new State.Usable(Lsn.parse("0/1A"), 9));
    }

    @Test
    void aPublicationThatHasAllIsNoProblem() {
        assertThat(found(Map.of(), Optional.of(true), Set.of(1L, 2L), Set.of())).isEmpty();
    }

    @Test
    void aMissingPublicationIsMadeForAllTables() {
        assertThat(found(Map.of(), Optional.empty(), Set.of(), Set.of()))
                .containsExactly(
                        "there is no publication 'my \"pub\"': Run dbferry check --fix, or in that database: CREATE"
                                + " PUBLICATION \"my \"\"pub\"\"\" FOR TABLE ONLY \"public\".\"bus\", \"public\".\"trip\" WITH"
                                + " (publish_via_partition_root = true)");
    }

    @Test
    void tablesWhoseUpdatesItWouldStopAreNotAdded() {
        Map<TableName, List<String>> bus =
                Map.of(BUS.name(), List.of("ALTER TABLE public.bus REPLICA IDENTITY DEFAULT"));
        String identity =
                "the replica identity of table 'bus' does not have its primary key: ALTER TABLE public.bus REPLICA IDENTITY DEFAULT";

        assertThat(found(bus, Optional.of(true), Set.of(2L), Set.of())).containsExactly(identity);
        assertThat(found(bus, Optional.empty(), Set.of(), Set.of()))
                .containsExactly(
                        identity,
                        "there is no publication 'my \"pub\"': Run dbferry check --fix, or in that database: CREATE PUBLICATION"
                                + " \"my \"\"pub\"\"\" FOR TABLE \"public\".\"trip\" WITH (publish_via_partition_root = true)");
        assertThat(PUBLICATION.createSql(List.of()))
                .isEqualTo("CREATE PUBLICATION \"my \"\"pub\"\"\" WITH (publish_via_partition_root = true)");
    }

    @Test
    void whatAPublicationSkipsIsAdded() {
        assertThat(found(Map.of(), Optional.of(false), Set.of(2L), Set.of(2L)))
                .containsExactly(
                        "publication 'my \"pub\"' skips some operations: Run dbferry check --fix, or in that database: ALTER"
                                + " PUBLICATION \"my \"\"pub\"\"\" SET (publish = 'insert, update, delete, truncate')",
                        "publication 'my \"pub\"' does not have table 'bus': Run dbferry check --fix, or in that database:"
                                + " ALTER PUBLICATION \"my \"\"pub\"\"\" ADD TABLE ONLY \"public\".\"bus\"",
                        "publication 'my \"pub\"' has only some rows or columns of table 'trip': Run dbferry check --fix, or"
                                + " in that database: ALTER PUBLICATION \"my \"\"pub\"\"\" DROP TABLE \"public\".\"trip\";"
                                + " ALTER PUBLICATION \"my \"\"pub\"\"\" ADD TABLE \"public\".\"trip\"");
    }

    @Test
    void rowsThatTheLogCannotNameAreForTheOwner() {
        assertThat(found(
                        Map.of(
                                BUS.name(), List.of("ALTER TABLE public.bus REPLICA IDENTITY DEFAULT"),
                                TRIP.name(),
                                        List.of(
                                                "ALTER TABLE public.trip REPLICA IDENTITY FULL",
                                                "ALTER TABLE public.trip_1 REPLICA IDENTITY FULL")),
                        Optional.of(true),
                        Set.of(1L, 2L),
                        Set.of()))
                .containsExactly(
                        "the replica identity of table 'bus' does not have its primary key: ALTER TABLE public.bus REPLICA"
                                + " IDENTITY DEFAULT",
                        "the replica identity of table 'trip' does not have its unique key: ALTER TABLE public.trip REPLICA"
                                + " IDENTITY FULL",
                        "the replica identity of table 'trip' does not have its unique key: ALTER TABLE public.trip_1"
                                + " REPLICA IDENTITY FULL");
    }

    @Test
    void namesAreQuotedInWhatASlotIsAsked() {
        ReplicationSlot slot = new ReplicationSlot("o's");

        assertThat(slot.advanceSql(Lsn.parse("1/2A"))).isEqualTo("SELECT pg_replication_slot_advance('o''s', '1/2A')");
        assertThat(slot.peekSql("my 'p'\"ub", Lsn.parse("1/2A")))
                .isEqualTo(
                        "SELECT data FROM pg_logical_slot_peek_binary_changes('o''s', '1/2A', NULL, 'proto_version', '1',"
                                + " 'publication_names', '\"my ''p''\"\"ub\"')");
    }

    private static List<String> found(
            Map<TableName, List<String>> withoutIdentity,
            Optional<Boolean> operations,
            Set<Long> covered,
            Set<Long> narrowed) {
        return new Publication.Found(withoutIdentity, operations, covered, narrowed)
                .problems(PUBLICATION, List.of(BUS, TRIP)).stream()
                        .map(p -> p.text() + ": " + p.hint())
                        .toList();
    }

    private static Table table(String name, long oid, boolean partitioned, boolean primary) {
        return new Table(
                new TableName("public", name),
                oid,
                partitioned,
                false,
                List.of(),
                new RowKey(List.of("id"), primary, true),
                List.of(),
                List.of(),
                List.of(),
                true,
                null);
    }
}
