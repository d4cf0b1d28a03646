package io.dbferry.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableNameTest {
    @ParameterizedTest
    @CsvSource({"public, bus", "a.b, c\".\"d", "\"\"\".\", \"", "\", .\"\".", "x, \"\"\".\"\"\""})
    void nameInSqlIsReadBack(String schema, String name) {
        TableName table = new TableName(schema, name);

        assertThat(TableName.ofSql(table.sql())).isEqualTo(table);
    }
}
