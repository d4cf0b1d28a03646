package io.dbferry.sender.build.schema;

import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Obstacle;
import io.dbferry.postgres.catalog.Sql;
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
 * @param fix what would let the whole be shipped; null if the config wants it so
 */
public record SchemaDump(
        Optional<PgDump> whole,
        @Nullable String reason,
        @Nullable String fix) {
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
        if (tables.stream().anyMatch(table -> !table.policy().isNone())) {
            return tablesAlone("a policy holds columns or rows back, and definitions of others may show them");
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
        if (program.isEmpty()) {
            return new SchemaDump(
                    program,
                    "there is no pg_dump of version " + major + " or later",
                    "Install a pg_dump as new as the server (apt-get install postgresql-client)");
        }
        Optional<TableName> unreadable = new WholeDatabase(connection).unreadableSequence();
        return unreadable.isEmpty()
                ? new SchemaDump(program, null, null)
                : unreadable(unreadable.get(), connection.getMetaData().getUserName());
    }

    private static SchemaDump unreadable(TableName sequence, String user) {
        String role = Sql.quote(user);
        return new SchemaDump(
                Optional.empty(),
                "the value of sequence '" + sequence + "' may not be read",
                "As its owner: GRANT USAGE ON SCHEMA " + Sql.quote(sequence.schema()) + " TO " + role
                        + "; GRANT SELECT ON SEQUENCE " + sequence.sql() + " TO " + role);
    }

    private static SchemaDump tablesAlone(String reason) {
        return new SchemaDump(Optional.empty(), reason, null);
    }

    private static boolean broughtByExtension(Table table) {
        return table.obstacle() != null && table.obstacle().kind() == Obstacle.Kind.EXTENSION;
    }
}
