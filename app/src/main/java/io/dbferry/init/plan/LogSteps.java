package io.dbferry.init.plan;

import io.dbferry.config.LogConfig;
import io.dbferry.init.find.FoundTable;
import io.dbferry.init.step.Step;
import io.dbferry.postgres.catalog.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** What strategy {@code log} needs: the server's settings, a right, a publication and a slot, in this order. */
public final class LogSteps {
    /** Tables whose updates PostgreSQL would refuse in a publication are left out. */
    private static final String FIT = """
            EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indrelid = r::regclass AND c.relpersistence = 'p'
                AND (i.indisprimary AND i.indimmediate AND c.relreplident = 'd' OR i.indisreplident OR c.relreplident = 'f'))""";

    /** Without it, tables that inherit would come along, which need not have a key. */
    private static final String ONLY =
            "(SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END FROM pg_class WHERE oid = r::regclass)";

    private LogSteps() {}

    /** @param role that reads the log */
    public static List<Step> of(DatabaseSteps database, String role, LogConfig names, List<FoundTable> tables) {
        return List.of(
                level(database),
                limit(database),
                replication(database, role),
                publication(database, names, tables),
                slot(database, names));
    }

    private static Step level(DatabaseSteps database) {
        Step step = database.step(
                "set wal_level to logical",
                "SELECT current_setting('wal_level') = 'logical';",
                "ALTER SYSTEM SET wal_level = logical;",
                "");
        return new Step(
                step.title(),
                step.checks(),
                step.commands(),
                step.undo(),
                "PostgreSQL takes this with a restart, which interrupts its applications: systemctl restart postgresql");
    }

    private static Step limit(DatabaseSteps database) {
        return database.step(
                "limit what the slot keeps on the disk to 4 GB",
                "SELECT current_setting('max_slot_wal_keep_size') <> '-1';",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '4GB';\nSELECT pg_reload_conf();\nSELECT pg_sleep(1);",
                "ALTER SYSTEM RESET max_slot_wal_keep_size;\nSELECT pg_reload_conf();");
    }

    private static Step replication(DatabaseSteps database, String role) {
        return database.step(
                "let the role '" + role + "' use replication slots",
                "SELECT rolreplication FROM pg_roles WHERE rolname = " + Sql.literal(role) + ";",
                "ALTER ROLE " + Sql.quote(role) + " REPLICATION;",
                "ALTER ROLE " + Sql.quote(role) + " NOREPLICATION;");
    }

    private static Step publication(DatabaseSteps database, LogConfig names, List<FoundTable> tables) {
        String all = tables.stream()
                .map(table -> Sql.literal(table.table().name().sql()))
                .collect(Collectors.joining(", ", "unnest(ARRAY[", "]) r"));
        String name = Sql.literal(names.publication());
        return database.step(
                "create the publication '" + names.publication() + "' for those of the " + tables.size()
                        + " tables that have a primary key",
                "SELECT EXISTS (SELECT FROM pg_publication WHERE pubname = " + name + ") AND NOT EXISTS (SELECT FROM "
                        + all
                        + " WHERE " + FIT + " AND r::regclass NOT IN (SELECT prrelid FROM pg_publication_rel"
                        + " JOIN pg_publication p ON p.oid = prpubid WHERE pubname = " + name + "));",
                "DO $do$ DECLARE list text; BEGIN\nSELECT string_agg(" + ONLY + " || r, ', ') INTO STRICT list FROM "
                        + all
                        + "\n  WHERE "
                        + FIT + ";\nIF EXISTS (SELECT FROM pg_publication WHERE pubname = " + name + ") THEN\n"
                        + "  EXECUTE format('ALTER PUBLICATION %I SET TABLE ', " + name + ") || list;\nELSE\n"
                        + "  EXECUTE format('CREATE PUBLICATION %I FOR TABLE ', " + name
                        + ") || list || ' WITH (publish_via_partition_root = true)';\nEND IF; END $do$;",
                "DROP PUBLICATION IF EXISTS " + Sql.quote(names.publication()) + ";");
    }

    private static Step slot(DatabaseSteps database, LogConfig names) {
        String slot = Sql.literal(names.slot());
        return database.step(
                "create the replication slot '" + names.slot() + "'",
                "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = " + slot
                        + " AND database = current_database());",
                "SELECT pg_create_logical_replication_slot(" + slot + ", 'pgoutput');",
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = " + slot + ";");
    }
}
