package io.dbferry.receiver.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Column.Generated;
import io.dbferry.postgres.catalog.Column.Identity;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.TestTables;
import io.dbferry.stream.format.Sequence;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without quotes and the schema public: both are tested where names are. */
class MergeTest {
    private static final ChangedRows UNRECORDED = new ChangedRows("city", new Sequence(7), false);
    private static final ChangedRows RECORDED = new ChangedRows("city", new Sequence(7), true);
    private static final String DIFFER = "ROW(t.id, t.name)::record OPERATOR(pg_catalog.*<>) ROW(s.id, s.name)::record";

    private final TargetTable plain = new TestTables()
            .column("id", "integer")
            .column("name", "text")
            .key("id")
            .target();
    private final TargetTable keyless =
            new TestTables().column("id", "integer").column("name", "text").target();

    @Test
    void aRowThatTheStageDoesNotHaveIsDeleted() {
        assertThat(readable(merge(plain).missing()))
                .isEqualTo("DELETE FROM ONLY bus t WHERE NOT EXISTS (SELECT FROM stage s WHERE t.id = s.id)");
    }

    @Test
    void equalRowsWithoutAKeyAreDeletedAsOftenAsThereAreTooMany() {
        String numbered = "row_number() OVER (PARTITION BY ROW(o.id, o.name)::text) AS row_copy";

        assertThat(readable(merge(keyless).missing()))
                .isEqualTo("DELETE FROM ONLY bus t USING (SELECT tableoid, ctid, ROW(o.id, o.name)::text AS row_text, "
                        + numbered + " FROM ONLY bus o) o"
                        + " WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM"
                        + " (SELECT ROW(o.id, o.name)::text AS row_text, " + numbered + " FROM stage o) s"
                        + " WHERE s.row_text = o.row_text AND s.row_copy = o.row_copy)");
    }

    @Test
    void keysOfDeletedRowsAreDeleted() {
        TargetTable two = new TestTables()
                .column("a", "integer")
                .column("b", "text")
                .key("b", "a")
                .target();

        assertThat(readable(Merge.withKeys(two, "keys")))
                .isEqualTo("DELETE FROM ONLY bus t USING keys s WHERE t.b = s.b AND t.a = s.a");
        assertThat(readable(Merge.remaining(two, "keys")))
                .isEqualTo("SELECT EXISTS (SELECT FROM ONLY bus t, keys s WHERE t.b = s.b AND t.a = s.a)");
    }

    @Test
    void aRowInTheWayOfAStagedOneIsDeletedUnlessItIsStagedItself() {
        assertThat(merge(plain).superseded(List.of(TestTables.index("u", "name"), TestTables.index("v", "id", "name"))))
                .extracting(MergeTest::readable)
                .containsExactly(
                        "DELETE FROM ONLY bus t USING stage s WHERE t.name = s.name"
                                + " AND NOT EXISTS (SELECT FROM stage had WHERE t.id = had.id)",
                        "DELETE FROM ONLY bus t USING stage s WHERE t.id = s.id AND t.name = s.name"
                                + " AND NOT EXISTS (SELECT FROM stage had WHERE t.id = had.id)");
    }

    @Test
    void rowsThatDifferAreUpdatedAndMissingOnesInserted() {
        TableChange change = merge(plain).upsert(3);

        assertThat(readable(change.with()))
                .isEqualTo("updated_3 AS (UPDATE ONLY bus t SET id = s.id, name = s.name FROM stage s"
                        + " WHERE t.id = s.id AND " + DIFFER + " RETURNING 1), "
                        + "inserted_3 AS (INSERT INTO bus AS t (id, name) OVERRIDING SYSTEM VALUE"
                        + " SELECT s.id, s.name FROM stage s"
                        + " WHERE NOT EXISTS (SELECT FROM ONLY bus t WHERE t.id = s.id) RETURNING 1)");
        assertThat(change.updated()).isEqualTo("(SELECT count(*) FROM updated_3)");
        assertThat(change.inserted()).isEqualTo("(SELECT count(*) FROM inserted_3)");
        assertThat(change.deleted()).isEqualTo("0");
    }

    @Test
    void aColumnToResetIsSetToItsDefaultOnRowsThatChange() {
        TargetTable target = new TestTables()
                .column("id", "integer")
                .column("name", "text")
                .key("id")
                .reset("geocoded")
                .target();

        assertThat(readable(merge(target).upsert(0).with()))
                .contains(
                        "SET id = s.id, name = s.name, geocoded = DEFAULT FROM stage s WHERE t.id = s.id AND " + DIFFER)
                .contains("INSERT INTO bus AS t (id, name) ");
    }

    @Test
    void anIdentityThatNoUpdateCanSetIsNotSet() {
        TargetTable target = new TestTables()
                .column("id", "integer", Identity.ALWAYS)
                .column("name", "text", Identity.BY_DEFAULT)
                .key("id")
                .target();

        assertThat(readable(merge(target).upsert(0).with())).contains(" t SET name = s.name FROM ");
    }

    @Test
    void aTableOfNothingButSuchAKeyIsOnlyInsertedInto() {
        TargetTable target = new TestTables()
                .column("id", "integer", Identity.ALWAYS)
                .key("id")
                .target();
        TableChange change = merge(target).upsert(0);

        assertThat(change.with()).startsWith("inserted_0 AS (INSERT").doesNotContain("UPDATE");
        assertThat(change.updated()).isEqualTo("0");
    }

    @Test
    void rowsWithoutAKeyAreInsertedAsOftenAsTheyAreMissing() {
        TableChange change = merge(keyless).upsert(0);

        assertThat(readable(change.with()))
                .startsWith("inserted_0 AS (INSERT INTO bus AS t (id, name) OVERRIDING SYSTEM VALUE"
                        + " SELECT s.c0, s.c1 FROM (SELECT o.id, o.name, ROW(o.id, o.name)::text AS row_text, ")
                .contains(") s(c0, c1, row_text, row_copy) WHERE NOT EXISTS (SELECT FROM (SELECT ROW(o.id, o.name)")
                .endsWith(") t WHERE s.row_text = t.row_text AND s.row_copy = t.row_copy) RETURNING 1)");
        assertThat(change.updated()).isEqualTo("0");
    }

    @Test
    void aTableWithoutColumnsHasRowsAllTheSame() {
        assertThat(readable(merge(new TestTables().target()).upsert(0).with()))
                .startsWith(
                        "inserted_0 AS (INSERT INTO bus AS t OVERRIDING SYSTEM VALUE SELECT  FROM (SELECT ROW()::text")
                .contains(") s(row_text, row_copy) WHERE ");
    }

    @Test
    void rowsThatPassValuesOnAreTakenOutAndPutBackWithWhatTheReceiverKeeps() {
        TargetTable target = new TestTables()
                .column("id", "integer")
                .column("name", "text")
                .key("id")
                .own("note", Generated.NO)
                .own("computed", Generated.STORED)
                .reset("geocoded")
                .target();

        TableChange change = merge(target).write(List.of("name"), List.of(), 0);

        String moves = "ROW(t.name)::record OPERATOR(pg_catalog.*<>) ROW(s.name)::record";
        assertThat(readable(change.with()))
                .startsWith("moved_0 AS (DELETE FROM ONLY bus t USING stage s WHERE t.id = s.id AND " + moves
                        + " RETURNING t.id, t.note), "
                        + "put_back_0 AS (INSERT INTO bus AS t (id, name, note) OVERRIDING SYSTEM VALUE"
                        + " SELECT s.id, s.name, m.note FROM moved_0 m JOIN stage s ON m.id = s.id WHERE true"
                        + " AND (SELECT count(*) FROM moved_0) >= 0 RETURNING 1), "
                        + "updated_0 AS (UPDATE ")
                .contains(DIFFER + " AND NOT " + moves + " RETURNING 1), inserted_0 AS (INSERT")
                .endsWith(" AND (SELECT count(*) FROM moved_0) >= 0 RETURNING 1)");
        assertThat(change.updated()).isEqualTo("(SELECT count(*) FROM put_back_0) + (SELECT count(*) FROM updated_0)");
        assertThat(readable(merge(target).moves(List.of("name"))))
                .isEqualTo("FROM ONLY bus t, stage s WHERE t.id = s.id AND " + moves);
    }

    @Test
    void nothingIsWrittenBeforeAllDeletesAreDone() {
        TableChange change = merge(plain).write(List.of(), List.of("DELETE a", "DELETE b"), 2);

        assertThat(readable(change.with()))
                .startsWith(
                        "deleted_2_0 AS (DELETE a RETURNING 1), deleted_2_1 AS (DELETE b RETURNING 1), updated_2 AS (");
        String deleted = "(SELECT count(*) FROM deleted_2_0) + (SELECT count(*) FROM deleted_2_1)";
        assertThat(change.deleted()).isEqualTo(deleted);
        for (String part : List.of("updated_2", "inserted_2")) {
            String from = change.with().substring(change.with().indexOf(part + " AS"));
            assertThat(from.substring(0, from.indexOf(" RETURNING"))).endsWith(" AND " + deleted + " >= 0");
        }
    }

    @Test
    void changesThatOnlyDeleteCountNothingElse() {
        assertThat(Merge.deletes(UNRECORDED, plain, List.of(), 0))
                .isEqualTo(new TableChange(plain.name(), "", "0", "0", "0"));
        assertThat(Merge.deletes(UNRECORDED, plain, List.of("DELETE a"), 1))
                .isEqualTo(new TableChange(
                        plain.name(),
                        "deleted_1_0 AS (DELETE a RETURNING 1)",
                        "0",
                        "0",
                        "(SELECT count(*) FROM deleted_1_0)"));
    }

    @Test
    void rowsDifferWhereOneIsMissingOrOtherAndWholeTablesWhereOneIsTooMuch() {
        String all = "(SELECT count(*) FROM stage)";
        String same = "(SELECT count(*) FROM stage s JOIN ONLY bus t ON t.id = s.id WHERE NOT " + DIFFER + ")";

        assertThat(readable(merge(plain).difference(false))).isEqualTo("SELECT " + all + " <> " + same);
        assertThat(readable(merge(plain).difference(true)))
                .isEqualTo("SELECT " + all + " <> " + same + " OR " + all + " <> (SELECT count(*) FROM ONLY bus)");
        assertThat(readable(merge(keyless).difference(false)))
                .startsWith("SELECT " + all + " <> (SELECT count(*) FROM (SELECT ROW(o.id, o.name)::text AS row_text, ")
                .endsWith(" FROM ONLY bus o) t ON s.row_text = t.row_text AND s.row_copy = t.row_copy)");
    }

    @Test
    void stepsThatAskAreToldTheKeys() {
        assertThat(RECORDED.parts("x", plain, "DELETE a", "t", "delete"))
                .isEqualTo("x AS (DELETE a RETURNING jsonb_build_object('id', t.\"id\") AS key),"
                        + " x_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema,"
                        + " table_name, operation, key) SELECT 'city', 7, 'public', 'bus', 'delete', key FROM x)");
        assertThat(RECORDED.parts("x", keyless, "DELETE a", "t", "delete")).isEqualTo("x AS (DELETE a RETURNING 1)");
        assertThat(RECORDED.all(plain))
                .contains("INSERT INTO dbferry.changed_rows SELECT 'city', 7, 'public', 'bus', 'insert', NULL");
        assertThat(UNRECORDED.all(plain)).isEmpty();
    }

    @Test
    void changesOfSeveralTablesAreOneStatementAndCountedApart() {
        List<TableChange> changes = List.of(
                new TableChange(plain.name(), "a AS (A)", "i1", "u1", "d1"),
                new TableChange(new io.dbferry.postgres.catalog.TableName("x", "y"), "b AS (B)", "i2", "u2", "d2"));

        assertThat(TableChange.statement(changes))
                .isEqualTo("WITH a AS (A), b AS (B) SELECT ARRAY[u1, i1, d1, u2, i2, d2]::bigint[]");
        RowCounts counts = TableChange.counts(changes, new Long[] {1L, 2L, 3L, 0L, 0L, 6L});
        assertThat(counts.describeTables())
                .isEqualTo("; \"public\".\"bus\" 2 inserted, 1 updated, 3 deleted; \"x\".\"y\" 6 deleted");
    }

    @Test
    void rowsThatReferAreFoundByAllColumnsOfTheirKey() {
        assertThat(References.referring(
                        "ONLY public.trip",
                        List.of("bus", "day"),
                        List.of("id", "d"),
                        List.of("=", "OPERATOR(x.=)"),
                        "FROM rows"))
                .isEqualTo("SELECT EXISTS (SELECT FROM rows AND EXISTS (SELECT FROM ONLY public.trip c WHERE"
                        + " t.\"id\" = c.\"bus\" AND t.\"d\" OPERATOR(x.=) c.\"day\"))");
    }

    private static Merge merge(TargetTable target) {
        return new Merge(new StagingTable(target, "stage"), UNRECORDED);
    }

    private static String readable(String sql) {
        return sql.replace("\"", "").replace("public.", "");
    }
}
