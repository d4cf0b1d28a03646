package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import java.util.List;

/** Queries on temporary tables with short names, in the order of the tables. */
final class TestKeyTables {
    private TestKeyTables() {}

    static KeyQueries of(List<Table> carried, List<Table> touched) {
        return new KeyQueries(
                table -> "pg_temp.changed_" + carried.indexOf(table),
                table -> "pg_temp.touched_" + touched.indexOf(table),
                carried::contains,
                touched::contains);
    }
}
