package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.util.List;
import java.util.stream.Stream;

/** Tables as they would be read; equal values are found by {@code =}. */
public final class TestTable {
    private TestTable() {}

    /** @param columns {@code name type}; those of the key come first, in its order */
    public static Table of(String name, int keyColumns, String... columns) {
        List<Column> all = Stream.of(columns).map(TestTable::column).toList();
        return new Table(
                new TableName("public", name),
                name.hashCode(),
                false,
                false,
                all,
                all.subList(0, keyColumns).stream().map(Column::name).toList(),
                List.of(),
                List.of(),
                List.of(),
                true);
    }

    /** With the one column {@code id}, an integer and the key. */
    public static Table of(String name) {
        return of(name, 1, "id integer");
    }

    public static Column column(String written) {
        int blank = written.indexOf(' ');
        return new Column(
                written.substring(0, blank),
                written.substring(blank + 1),
                false,
                null,
                Column.Generated.NO,
                Column.Identity.NO,
                "=",
                null);
    }
}
