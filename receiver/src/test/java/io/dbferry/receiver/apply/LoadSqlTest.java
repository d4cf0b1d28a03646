package io.dbferry.receiver.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.TestTables;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.tables.TargetIndexes.Rebuildable;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.format.Sequence;
import io.dbferry.testing.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The statements of a load for tables of all shapes; the expected ones are in {@code sql/}. */
class LoadSqlTest {
    private static final Golden GOLDEN = new Golden("receiver/src/test/resources/io/dbferry/receiver/sql");
    private static final ChangedRows UNRECORDED = new ChangedRows("city", new Sequence(42), false);
    private static final ChangedRows RECORDED = new ChangedRows("o'city", new Sequence(42), true);

    @Test
    void stagesAreMadeOfTheReceiversTypes() throws IOException {
        assertStatements("stage.sql", target -> stage(target).create());
    }

    @Test
    void rowsThatDifferAreUpdatedAndMissingOnesInserted() throws IOException {
        assertStatements(
                "upsert.sql",
                target -> List.of(TableChange.statement(List.of(new Merge(stage(target), UNRECORDED).upsert(0)))));
    }

    @Test
    void ofStagesWithDifferencesAloneRowsWithoutAKeyAreInsertedAsTheyAre() throws IOException {
        assertStatements(
                "upsert-differences.sql",
                target -> List.of(TableChange.statement(
                        List.of(new Merge(stage(target).withGone("pg_temp.gone"), UNRECORDED).upsert(0)))));
    }

    @Test
    void rowsThatPassUniqueValuesOnAreTakenOutAndPutBack() throws IOException {
        assertStatements("move.sql", target -> {
            Merge merge = new Merge(stage(target), UNRECORDED);
            List<String> moving = moving(target);
            return moving.isEmpty()
                    ? List.of()
                    : List.of(
                            "SELECT " + merge.moves(moving),
                            TableChange.statement(List.of(merge.write(moving, List.of(), 3))));
        });
    }

    @Test
    void rowsThatAreInTheWayAreDeletedInTheSameStatement() throws IOException {
        assertStatements("move-behind-deletes.sql", target -> {
            Merge merge = new Merge(stage(target), UNRECORDED);
            return List.of(TableChange.statement(List.of(merge.write(moving(target), List.of(merge.missing()), 0))));
        });
    }

    @Test
    void missingRowsAreDeletedByAllThatTheStageHas() throws IOException {
        assertStatements(
                "delete-missing.sql",
                target -> List.of(
                        new Merge(stage(target), UNRECORDED).missing(),
                        new Merge(stage(target).withGone("pg_temp.gone"), UNRECORDED).missing()));
    }

    @Test
    void rowsInTheWayOfUniqueValuesAreDeleted() throws IOException {
        assertStatements(
                "delete-superseded.sql", target -> new Merge(stage(target), UNRECORDED).superseded(target.unique()));
    }

    @Test
    void aTriggersWorkIsSeenByComparingRows() throws IOException {
        assertStatements("verify.sql", target -> {
            Merge merge = new Merge(stage(target), UNRECORDED);
            return Stream.concat(
                            Stream.of(merge.differs(false), merge.differs(true)),
                            target.key().isEmpty() ? Stream.of() : Stream.of(Merge.remain(target, "pg_temp.gone")))
                    .toList();
        });
    }

    @Test
    void changedRowsAreRecordedWithTheirKeys() throws IOException {
        assertStatements("record.sql", target -> {
            Merge merge = new Merge(stage(target), RECORDED);
            return List.of(
                    TableChange.statement(List.of(merge.write(List.of(), List.of(merge.missing()), 0))),
                    RECORDED.all(target));
        });
    }

    @Test
    void partialsAreReadFromJsonByPostgres() throws IOException {
        assertStatements("partial-rows.sql", target -> List.of(PartialRows.insert(stage(target), "pg_temp.json")));
    }

    @Test
    void keysOfDeletedRowsAreReadFromJsonByPostgres() throws IOException {
        assertStatements(
                "partial-keys.sql",
                target -> target.key().isEmpty()
                        ? List.of()
                        : List.of(
                                PartialRows.createKeys(target, "pg_temp.\"keys\""),
                                PartialRows.insertDeleted(target, "pg_temp.\"keys\"", "pg_temp.json"),
                                PartialRows.withoutStaged(stage(target), "pg_temp.\"keys\""),
                                Merge.withKeys(target, "pg_temp.\"keys\"")));
    }

    @Test
    void keysOfRowsThatOnlyTheReceiverHasAreFoundByTheirPlaces() throws IOException {
        assertStatements(
                "gone-keys.sql",
                target -> target.key().isEmpty()
                        ? List.of()
                        : List.of(StagingTables.goneKeys(stage(target), "pg_temp.places", "pg_temp.gone")));
    }

    @Test
    void rowsThatReferToOthersAreFoundByTheForeignKeysOperators() throws IOException {
        References.Referring one = new References.Referring(
                "ONLY public.trip", List.of("bus"), List.of("id"), List.of("OPERATOR(pg_catalog.=)"));
        References.Referring two = new References.Referring(
                "\"S\".fare",
                List.of("zo\"ne", "day"),
                List.of("Zone", "from"),
                List.of("OPERATOR(public.=)", "OPERATOR(pg_catalog.<>)"));
        Map<String, List<String>> cases = new LinkedHashMap<>();
        cases.put("one column", List.of(one.query("FROM x t WHERE true")));
        cases.put("two columns", List.of(two.query("FROM x t WHERE true")));

        GOLDEN.assertSame("references.sql", TestTables.sections(cases));
    }

    @Test
    void changesOfSeveralTablesAreOneStatement() throws IOException {
        List<TableChange> changes = new ArrayList<>();
        for (String shape : List.of("a key of one column", "unique indexes")) {
            TargetTable target = shape(shape);
            changes.add(
                    Merge.deletes(UNRECORDED, target, List.of(Merge.withKeys(target, "pg_temp.gone")), changes.size()));
        }
        changes.add(Merge.deletes(UNRECORDED, TestTables.table("x").target(), List.of(), 2));

        GOLDEN.assertSame(
                "several.sql",
                TestTables.sections(Map.of("deletes", List.of(TableChange.statement(changes.subList(0, 2))))));
        assertThat(changes.get(2).with()).isEmpty();
        assertThat(TableChange.counts(changes, new Long[] {1L, 2L, 3L, 4L, 5L, 6L, 0L, 0L, 0L})
                        .byTable())
                .isEqualTo(Map.of(
                        "\"public\".\"bus\"", new RowCounts.Rows(2, 1, 3),
                        "\"public\".\"depot\"", new RowCounts.Rows(5, 4, 6)));
    }

    @Test
    void indexesComeBackBeforeForeignKeysWhichAreCheckedByThem() {
        TableName table = new TableName("public", "t");
        Rebuildable foreignKey = new Rebuildable(table, table, "drop fk", List.of("add fk", "check fk"));
        Rebuildable key = new Rebuildable(table, null, "drop key", List.of("make index", "add key"));
        Rebuildable index = new Rebuildable(table, null, "drop index", List.of("add index"));

        assertThat(RebuiltIndexes.creation(List.of(foreignKey, key, index)))
                .containsExactly(
                        "SET LOCAL maintenance_work_mem = '256MB'",
                        "make index",
                        "add key",
                        "add index",
                        "add fk",
                        "check fk");
    }

    @Test
    void aPartOfAPartialDeletesWhatItSaysAndWhatAWholeTableDoesNotHave() {
        TargetTable table = shape("unique indexes");
        TargetTable whole =
                TestTables.table("bus").column("id", "bigint").key("id").anew().target();
        StagingTable rows = stage(whole);

        assertThat(new ApplyPartial.Part(table, null, List.of("pg_temp.a", "pg_temp.b")).deletes(UNRECORDED))
                .containsExactly(Merge.withKeys(table, "pg_temp.a"), Merge.withKeys(table, "pg_temp.b"));
        assertThat(new ApplyPartial.Part(table, stage(table), List.of()).deletes(UNRECORDED))
                .isEmpty();
        assertThat(new ApplyPartial.Part(whole, rows, List.of("pg_temp.a")).deletes(UNRECORDED))
                .containsExactly(Merge.withKeys(whole, "pg_temp.a"), new Merge(rows, UNRECORDED).missing());
        assertThat(new ApplyPartial.Part(table, null, List.of("pg_temp.a")).superseded(UNRECORDED))
                .isEmpty();
        assertThat(new ApplyPartial.Part(table, stage(table), List.of()).superseded(UNRECORDED))
                .hasSize(2)
                .isEqualTo(new Merge(stage(table), UNRECORDED).superseded(table.unique()));
        TargetTable keyless = shape("no key");
        assertThat(new ApplyPartial.Part(keyless, stage(keyless), List.of()).superseded(UNRECORDED))
                .isEmpty();
    }

    /** As {@link Upsert} finds them: columns of unique indexes beside the key, and those that no UPDATE sets. */
    private static List<String> moving(TargetTable target) {
        return Stream.concat(
                        target.unique().stream().flatMap(index -> index.columns().stream()),
                        target.identityAlways().stream())
                .distinct()
                .toList();
    }

    private static TargetTable shape(String name) {
        return Objects.requireNonNull(TestTables.shapes().get(name));
    }

    private static StagingTable stage(TargetTable target) {
        return StagingTable.named(target, "stage_000042_0");
    }

    private static void assertStatements(String file, Function<TargetTable, List<String>> statements)
            throws IOException {
        Map<String, List<String>> cases = new LinkedHashMap<>();
        TestTables.shapes().forEach((shape, target) -> cases.put(shape, statements.apply(target)));
        GOLDEN.assertSame(file, TestTables.sections(cases));
    }
}
