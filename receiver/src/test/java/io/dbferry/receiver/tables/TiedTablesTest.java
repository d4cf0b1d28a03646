package io.dbferry.receiver.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TiedTablesTest {
    private static final TableName CITY = new TableName("public", "city");
    private static final TableName HOUSE = new TableName("public", "house");
    private static final TableName ROOM = new TableName("public", "room");
    private static final TableName BUS = new TableName("public", "bus");

    @Test
    void tablesThatReferToOneThatStandsStillAreTiedToItToAnyDepth() {
        Catalog catalog = new Catalog(List.of(), List.of(key(ROOM, HOUSE), key(HOUSE, CITY), key(BUS, CITY)));

        assertThat(TiedTables.with(List.of(HOUSE), catalog)).isEqualTo(Map.of(HOUSE, HOUSE, ROOM, HOUSE));
    }

    @Test
    void tablesInACircleAreTiedToEachOther() {
        Catalog catalog = new Catalog(List.of(), List.of(key(CITY, HOUSE), key(HOUSE, CITY), key(CITY, CITY)));

        assertThat(TiedTables.with(List.of(CITY), catalog)).isEqualTo(Map.of(CITY, CITY, HOUSE, CITY));
    }

    @Test
    void tableThatIsInTroubleItselfIsTiedToItself() {
        Catalog catalog = new Catalog(List.of(), List.of(key(ROOM, HOUSE)));

        assertThat(TiedTables.with(List.of(HOUSE, ROOM), catalog)).isEqualTo(Map.of(HOUSE, HOUSE, ROOM, ROOM));
    }

    private static ForeignKey key(TableName table, TableName parent) {
        return new ForeignKey(
                "key", table, List.of("a"), parent, List.of("id"), List.of("OPERATOR(pg_catalog.=)"), false, "");
    }
}
