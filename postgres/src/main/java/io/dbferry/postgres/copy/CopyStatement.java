package io.dbferry.postgres.copy;

import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines around a frame's rows in {@code database.sql.zst}: what makes a frame a statement for psql. */
public final class CopyStatement {
    private CopyStatement() {}

    /** {@code COPY "public"."T" ("a", "b") FROM stdin;} and its line end. */
    public static byte[] head(TableName table, List<String> columns) {
        String list = columns.isEmpty() ? "" : " (" + Sql.list(columns) + ")";
        return ("COPY " + table.sql() + list + " FROM stdin;\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The end of the data, and an empty line for whoever reads the file. */
    public static byte[] tail() {
        return "\\.\n\n".getBytes(StandardCharsets.UTF_8);
    }
}
