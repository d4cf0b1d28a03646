package io.dbferry.sender.build.schema;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Obstacle;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which schema stands around the rows of {@code database.sql.zst}: the whole of the database, by pg_dump, or that of the shipped
 * tables alone (docs/decisions/050-the-schema-by-pg-dump.md).
 *
 * @param whole by which the whole schema is dumped; absent if only that of the tables is shipped
 * @param reason why not; null if the whole is shipped
 * @param lacksProgram whether that is all that is missing
 */
public record SchemaDump(Optional<PgDump> whole, @Nullable String reason, boolean lacksProgram) {
    /**
     * Decides for these tables.
     *
     * @param wanted whether the config lets the whole schema be shipped
     */
    public static SchemaDump of(Connection connection, Catalog catalog, List<Table> tables, boolean wanted)
            throws SQLException {
        if (!wanted) {
            return tablesAlone("the config says so");
        }
        Set<TableName> shipped = tables.stream().map(Table::name).collect(Collectors.toSet());
        Optional<Table> skipped = catalog.tables().stream()
                .filter(t -> !shipped.contains(t.name()) && !broughtByExtension(t))
                .findFirst();
        if (skipped.isPresent()) {
            return tablesAlone("table '" + skipped.get().name() + "' is not shipped, and others may need it");
        }
        int major = connection.getMetaData().getDatabaseMajorVersion();
        Optional<PgDump> program = PgDump.find(major);
        return program.isPresent()
                ? new SchemaDump(program, null, false)
                : new SchemaDump(Optional.empty(), "there is no pg_dump of version " + major + " or later", true);
    }

    private static SchemaDump tablesAlone(String reason) {
        return new SchemaDump(Optional.empty(), reason, false);
    }

    private static boolean broughtByExtension(Table table) {
        return table.obstacle() != null && table.obstacle().kind() == Obstacle.Kind.EXTENSION;
    }
}
