package io.dbferry.receiver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.receiver.tables.TestTables;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartialRowsTest {
    @Test
    void aKeyOfOneColumnIsAValueAndFieldsAreCastToTheirTypes() {
        TargetTable target = new TestTables()
                .column("id", "bigint")
                .column("Name", "character varying(20)")
                .column("at", "timestamp with time zone")
                .key("id")
                .target();

        assertThat(PartialRows.insert(new StagingTable(target, "stage"), "lines"))
                .isEqualTo("INSERT INTO stage SELECT (l.j #>> '{pk}')::bigint,"
                        + " f.\"Name\"::character varying(20), f.\"at\"::timestamp with time zone"
                        + " FROM lines l CROSS JOIN LATERAL json_to_record(l.j -> 'fields')"
                        + " AS f(\"Name\" text, \"at\" text)");
        assertThat(PartialRows.deletedKey(target)).isEqualTo("(l.j #>> '{}')::bigint");
    }

    @Test
    void aKeyOfSeveralColumnsIsAnArrayInTheKeysOrder() {
        TargetTable target = new TestTables()
                .column("a", "integer")
                .column("b", "text")
                .key("b", "a")
                .target();

        assertThat(PartialRows.insert(new StagingTable(target, "stage"), "lines"))
                .isEqualTo(
                        "INSERT INTO stage SELECT (l.j #>> '{pk,1}')::integer, (l.j #>> '{pk,0}')::text FROM lines l");
        assertThat(PartialRows.deletedKey(target)).isEqualTo("(l.j #>> '{0}')::text, (l.j #>> '{1}')::integer");
    }

    @Test
    void jsonKeepsItsTextAndTellsNullFromNothing() {
        TargetTable target = new TestTables()
                .column("id", "jsonb")
                .column("it's", "json")
                .key("id")
                .target();

        assertThat(PartialRows.insert(new StagingTable(target, "stage"), "lines"))
                .isEqualTo("INSERT INTO stage SELECT (l.j #> '{pk}')::jsonb,"
                        + " CASE WHEN jsonb_exists((l.j -> 'json_null')::jsonb, 'it''s') THEN 'null'::json"
                        + " WHEN jsonb_exists((l.j -> 'json_text')::jsonb, 'it''s') THEN (l.j -> 'fields' ->> 'it''s')::json"
                        + " WHEN json_typeof(l.j -> 'fields' -> 'it''s') <> 'null' THEN (l.j -> 'fields' -> 'it''s')::json"
                        + " END FROM lines l");
    }

    @Test
    void aStageHasTheShippedColumnsOnly() {
        TargetTable target = new TestTables()
                .column("id", "integer")
                .own("note", io.dbferry.postgres.catalog.Column.Generated.NO)
                .rows(3)
                .target();
        StagingTable stage = new StagingTable(target, "stage");
        ShipmentName shipment = new ShipmentName(Kind.PARTIAL, Instant.EPOCH, new Sequence(7));

        assertThat(stage.definition()).isEqualTo(" AS SELECT \"id\" FROM \"public\".\"bus\" WITH NO DATA");
        stage.require(shipment, 3);
        assertThatThrownBy(() -> stage.require(shipment, 2))
                .hasMessageContaining("the staged rows of table 'bus' are 2 instead of 3");
    }

    @Test
    void stagesOfOneStreamHaveOnePartInCommonAndARunItsOwn() {
        StageNames one = StageNames.ofStream("city");
        StageNames other = StageNames.ofStream("city");

        assertThat(one.stream()).isEqualTo(other.stream()).matches("[0-9a-f]{16}");
        assertThat(one.run()).isNotEqualTo(other.run()).matches("[0-9a-f]{16}");
        assertThat(StageNames.ofStream("town").stream()).isNotEqualTo(one.stream());
        assertThat(new StageNames("ab", "cd").sql(12)).isEqualTo("dbferry.\"stage_ab_cd_12\"");
    }
}
