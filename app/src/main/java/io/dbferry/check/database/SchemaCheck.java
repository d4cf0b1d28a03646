package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.build.schema.PgDump;
import io.dbferry.sender.build.schema.SchemaDump;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Which schema a complete has, and whether pg_dump can make it. */
final class SchemaCheck {
    private static final String SCHEMA = "schema";

    private SchemaCheck() {}

    static void run(
            Database database,
            Connection connection,
            Catalog catalog,
            List<Table> tables,
            boolean wanted,
            Findings findings)
            throws SQLException {
        SchemaDump dump = SchemaDump.of(connection, catalog, tables, wanted);
        if (dump.whole().isEmpty()) {
            String line = "database.sql.zst has the schema of its tables alone, without functions, views and triggers: "
                    + dump.reason();
            if (dump.lacksProgram()) {
                findings.warn(
                        SCHEMA,
                        line,
                        "Install a pg_dump as new as the server (apt-get install postgresql-client), or accept this with"
                                + " 'schema: tables' in the config");
            } else {
                findings.ok(SCHEMA, line);
            }
            return;
        }
        PgDump program = dump.whole().get();
        findings.attempt(SCHEMA, () -> {
            program.check(database);
            findings.ok(SCHEMA, program.program() + " dumps the whole schema");
        });
    }
}
