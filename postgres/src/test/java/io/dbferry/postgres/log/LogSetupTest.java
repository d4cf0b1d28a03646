package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.log.ReplicationSlot.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogSetupTest {
    private static final Lsn HERE = Lsn.parse("0/10");

    private final Publication publication = new Publication("dbferry");
    private final ReplicationSlot slot = new ReplicationSlot("dbferry");
    private final LogSetup setup = new LogSetup(slot, publication);
    private final Table plain = table("Bus", 7, false, false);
    private final Table parted = table("Report", 8, true, false);

    @Test
    void aServerAndARoleThatMayReadTheLogHaveNoProblem() {
        assertThat(LogSetup.server(true, "app", true)).isEmpty();
        assertThat(setup.slot(Optional.of(new State(null, HERE, false, 0)))).isEmpty();
        assertThat(publication.problems(List.of(plain, parted), found(true, Set.of(7L, 8L), Set.of())))
                .isEmpty();
    }

    @Test
    void serverAndRoleAreNamedWithWhatASuperuserDoes() {
        assertThat(LogSetup.server(false, "My app", false))
                .containsExactly(
                        new LogSetupProblem(
                                "wal_level of the server is not logical",
                                "As a superuser: ALTER SYSTEM SET wal_level = logical; then restart the server",
                                false),
                        new LogSetupProblem(
                                "role \"My app\" may not use replication slots",
                                "As a superuser: ALTER ROLE \"My app\" REPLICATION",
                                false));
    }

    @Test
    void aSlotThatIsMissingOrLostIsMade() {
        String create = "SELECT pg_create_logical_replication_slot('dbferry', 'pgoutput')";

        assertThat(setup.slot(Optional.empty()))
                .contains(new LogSetupProblem("there is no replication slot 'dbferry'", create, true));
        assertThat(setup.slot(Optional.of(new State(null, null, true, 0))))
                .contains(new LogSetupProblem(
                        "replication slot 'dbferry' has lost log that it needs",
                        "SELECT pg_drop_replication_slot('dbferry'); " + create,
                        true));
    }

    @Test
    void aSlotOfOthersIsLeftAlone() {
        for (String foreign : List.of("it is a physical slot", "its plugin is wal2json")) {
            Optional<LogSetupProblem> problem = setup.slot(Optional.of(new State(foreign, HERE, true, 0)));
            assertThat(problem)
                    .contains(new LogSetupProblem(
                            "replication slot 'dbferry' is not ours: " + foreign, "Name another with log.slot", false));
        }
        assertThat(ReplicationSlot.foreign(null, null, false)).isEqualTo("it is a physical slot");
        assertThat(ReplicationSlot.foreign("wal2json", "x", true)).isEqualTo("its plugin is wal2json");
        assertThat(ReplicationSlot.foreign("pgoutput", "other", false)).isEqualTo("it belongs to database 'other'");
        assertThat(ReplicationSlot.foreign("pgoutput", "this", true)).isNull();
    }

    @Test
    void aMissingPublicationIsMadeOfAllTables() {
        List<LogSetupProblem> problems = publication.problems(
                List.of(plain, parted), new Publication.Found(Map.of(), Optional.empty(), Set.of(), Set.of()));

        assertThat(problems)
                .containsExactly(new LogSetupProblem(
                        "there is no publication 'dbferry'",
                        "CREATE PUBLICATION \"dbferry\" FOR TABLE ONLY \"public\".\"Bus\", \"public\".\"Report\""
                                + " WITH (publish_via_partition_root = true)",
                        true));
    }

    @Test
    void aPublicationThatTellsLessIsChanged() {
        List<LogSetupProblem> problems =
                publication.problems(List.of(plain, parted), found(false, Set.of(8L), Set.of(7L, 8L)));

        assertThat(problems)
                .containsExactly(
                        new LogSetupProblem(
                                "publication 'dbferry' leaves out some operations",
                                "ALTER PUBLICATION \"dbferry\" SET (publish = 'insert, update, delete, truncate')",
                                true),
                        new LogSetupProblem(
                                "publication 'dbferry' does not have table 'Bus'",
                                "ALTER PUBLICATION \"dbferry\" ADD TABLE ONLY \"public\".\"Bus\"",
                                true),
                        new LogSetupProblem(
                                "publication 'dbferry' tells only some rows or columns of table 'Report'",
                                "ALTER PUBLICATION \"dbferry\" DROP TABLE \"public\".\"Report\";"
                                        + " ALTER PUBLICATION \"dbferry\" ADD TABLE \"public\".\"Report\"",
                                true));
    }

    @Test
    void anUnloggedTableIsNeverInTheLog() {
        assertThat(publication.problems(List.of(table("t", 9, false, true)), found(true, Set.of(9L), Set.of())))
                .containsExactly(
                        new LogSetupProblem("table 't' is unlogged", "ALTER TABLE \"public\".\"t\" SET LOGGED", false));
    }

    @Test
    void identitiesComeFirstAndPartitionsHaveTheirOwn() {
        Publication.Found found = new Publication.Found(
                Map.of(8L, List.of("public.report_1", "public.report_2")), Optional.empty(), Set.of(), Set.of());

        assertThat(publication.problems(List.of(plain, parted), found))
                .extracting(LogSetupProblem::mend)
                .startsWith(
                        "ALTER TABLE public.report_1 REPLICA IDENTITY DEFAULT",
                        "ALTER TABLE public.report_2 REPLICA IDENTITY DEFAULT")
                .hasSize(3);
    }

    @Test
    void onlyWhatCheckFixesIsOfferedByIt() {
        assertThat(new LogSetupProblem("x", "DO this", true).hint())
                .isEqualTo("Run dbferry check --fix, or in that database: DO this");
        assertThat(new LogSetupProblem("x", "DO this", false).hint()).isEqualTo("DO this");
    }

    private static Publication.Found found(boolean operations, Set<Long> covered, Set<Long> narrowed) {
        return new Publication.Found(Map.of(), Optional.of(operations), covered, narrowed);
    }

    private static Table table(String name, long oid, boolean partitioned, boolean unlogged) {
        return new Table(
                new TableName("public", name),
                oid,
                partitioned,
                unlogged,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                true);
    }
}
