package io.dbferry.receiver.tables;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.Sql;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.receiver.schema.CreateTable;
import io.dbferry.receiver.schema.SchemaDiff;
import io.dbferry.receiver.schema.TypeText;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do about a table that does not fit, with the exact statement: an operator may copy it, so it is of our own making. */
public final class SchemaHints {
    private static final String MIGRATIONS = "Run the application's migrations here";
    private static final String APPLY = ", or 'dbferry schema diff --apply', which runs: ";

    private SchemaHints() {}

    static String table(TableEntry entry) {
        CreateTable create = new CreateTable(entry);
        if (!create.problems().isEmpty()) {
            return MIGRATIONS
                    + ", or restore the schema of database.sql.zst (docs/how-to/create-the-receivers-tables.md)";
        }
        StringBuilder statements = new StringBuilder();
        create.types().values().forEach(type -> statements.append(type).append("; "));
        return MIGRATIONS + APPLY + statements + create.sql().replaceAll("\n *", " ");
    }

    /** @param ddl statements that rename the table or columns of it */
    public static String renamed(List<String> ddl) {
        return MIGRATIONS + APPLY + String.join("; ", ddl);
    }

    static String column(TableName table, ColumnEntry column) {
        return TypeText.isType(column.type())
                ? MIGRATIONS + APPLY + "ALTER TABLE " + table.sql() + " " + SchemaDiff.addColumn(column)
                : MIGRATIONS;
    }

    static String columnType(TableName table, Column here, ColumnEntry there) {
        if (!TypeText.isType(there.type())) {
            return MIGRATIONS;
        }
        return MIGRATIONS + (TypeText.widens(here.type(), there.type()) ? APPLY : ", or: ") + "ALTER TABLE "
                + table.sql() + " ALTER COLUMN " + Sql.quote(there.name()) + " TYPE " + there.type();
    }

    /** @param here null if it is missing */
    static String type(TypeDefinition there, @Nullable TypeDefinition here) {
        if (here != null
                && here.kind() == TypeDefinition.Kind.ENUM
                && there.kind() == TypeDefinition.Kind.ENUM
                && TypeText.isType(there.name())) {
            return MIGRATIONS + APPLY + String.join("; ", SchemaDiff.addValues(there, here.parts()));
        }
        return MIGRATIONS + ", or recreate the type as the sender has it";
    }
}
