package io.dbferry.receiver.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableMapTest {
    private final TableMap map = new TableMap(Map.of("public.*", "app1.*", "bus", "fleet.vehicle", "x.y", "z.y"));

    private void assertMapped(String there, String here) {
        assertThat(map.here(TableName.written(there))).isEqualTo(TableName.written(here));
        assertThat(map.there(TableName.written(here))).isEqualTo(TableName.written(there));
    }

    @Test
    void schemasAndTablesAreMappedThereAndBack() {
        assertMapped("public.stop", "app1.stop");
        assertMapped("public.bus", "fleet.vehicle");
        assertMapped("x.y", "z.y");
        assertMapped("x.other", "x.other");
    }

    @Test
    void nameThatAnotherTableHasHereDoesNotLeadBack() {
        TableName unmapped = TableName.written("app1.stop");
        assertThat(map.there(map.here(unmapped))).isNotEqualTo(unmapped);
    }
}
