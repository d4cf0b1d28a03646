package io.dbferry.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyStatementTest {
    @Test
    void aFrameIsAStatementOfPsql() {
        TableName table = new TableName("a\"b", "Café");

        assertThat(CopyStatement.head(table, List.of("x", "y\"")))
                .asString()
                .isEqualTo("COPY \"a\"\"b\".\"Café\" (\"x\", \"y\"\"\") FROM stdin;\n");
        assertThat(CopyStatement.tail()).asString().isEqualTo("\\.\n\n");
    }

    @Test
    void aTableWithoutColumnsHasNoList() {
        assertThat(CopyStatement.head(new TableName("public", "t"), List.of()))
                .asString()
                .isEqualTo("COPY \"public\".\"t\" FROM stdin;\n");
    }
}
