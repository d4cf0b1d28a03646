package io.dbferry.receiver.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The ledger's tables in the schema {@code dbferry}: made where they are missing, and what later versions added. */
final class LedgerTables {
    /** Nothing deletes entries, so the few that are looked for are found without reading all. */
    private static final String INDEXES = """
            CREATE INDEX IF NOT EXISTS ledger_completes ON dbferry.ledger (stream, sequence) WHERE kind = 'complete';
            CREATE INDEX IF NOT EXISTS ledger_changes ON dbferry.ledger (stream, changes_end)""";

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS dbferry.ledger (
                stream text NOT NULL,
                sequence bigint NOT NULL,
                kind text NOT NULL,
                shipment text NOT NULL,
                stream_id text NOT NULL,
                manifest_sha256 text NOT NULL,
                after_sequence bigint,
                after_manifest text,
                source_time timestamptz NOT NULL,
                source_position text,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                rows_inserted bigint NOT NULL,
                rows_updated bigint NOT NULL,
                rows_deleted bigint NOT NULL,
                media_files bigint NOT NULL,
                bytes bigint NOT NULL,
                rows_by_table jsonb,
                tables jsonb,
                changes_end bigint,
                PRIMARY KEY (stream, sequence));
            COMMENT ON COLUMN dbferry.ledger.changes_end IS 'every change of it has a lower position in changed_rows';
            CREATE TABLE IF NOT EXISTS dbferry.proof (
                stream text NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                sequence bigint NOT NULL,
                proven_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                buckets int NOT NULL,
                differing int NOT NULL,
                wanted int[] NOT NULL,
                at_most_rows bigint NOT NULL,
                repair text NOT NULL CHECK (repair IN ('none', 'asked', 'failed', 'complete')),
                PRIMARY KEY (stream, table_schema, table_name));
            COMMENT ON TABLE dbferry.proof IS
                'the newest comparison of each table with the digests of a shipment; 0 differing buckets: it is equal';
            CREATE TABLE IF NOT EXISTS dbferry.held (
                stream text NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                since_sequence bigint NOT NULL,
                since timestamptz NOT NULL DEFAULT clock_timestamp(),
                cause text NOT NULL,
                hint text,
                tied_schema text,
                tied_name text,
                shape text NOT NULL,
                tries int NOT NULL,
                tried_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                PRIMARY KEY (stream, table_schema, table_name));
            COMMENT ON TABLE dbferry.held IS
                'tables that stand still since a shipment that could not be loaded into them; tied_name holds them back';
            CREATE TABLE IF NOT EXISTS dbferry.table_streams (
                table_schema text NOT NULL,
                table_name text NOT NULL,
                stream text NOT NULL,
                PRIMARY KEY (table_schema, table_name));
            COMMENT ON TABLE dbferry.table_streams IS 'which stream fills which table: none is filled by two';
            CREATE TABLE IF NOT EXISTS dbferry.sender_names (
                stream text NOT NULL,
                system_identifier text NOT NULL,
                relation bigint NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                columns jsonb NOT NULL,
                PRIMARY KEY (stream, system_identifier, relation));
            COMMENT ON TABLE dbferry.sender_names IS
                'what tables and columns were called when their rows were last written, by the numbers of the sender''s catalog';
            CREATE TABLE IF NOT EXISTS dbferry.carried (
                stream text NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                columns text[] NOT NULL,
                ever text[] NOT NULL,
                PRIMARY KEY (stream, table_schema, table_name));
            COMMENT ON TABLE dbferry.carried IS
                'the columns that shipments bring into each table now, and all that they ever brought: the others keep old values';
            CREATE TABLE IF NOT EXISTS dbferry.migrations (stream text PRIMARY KEY, applied text[] NOT NULL);
            COMMENT ON TABLE dbferry.migrations IS
                'Django''s migrations that are applied at the sender, by the newest shipment that came';
            CREATE TABLE IF NOT EXISTS dbferry.filling (
                stream text NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                relation oid NOT NULL,
                shipment text NOT NULL,
                manifest_sha256 text NOT NULL,
                frames int NOT NULL,
                done bigint[] NOT NULL DEFAULT '{}',
                since timestamptz NOT NULL DEFAULT clock_timestamp(),
                PRIMARY KEY (stream, table_schema, table_name));
            COMMENT ON TABLE dbferry.filling IS
                'tables that a first load fills in several transactions; done are the frames of the shipment that they have';
            CREATE TABLE IF NOT EXISTS dbferry.filling_objects (
                stream text NOT NULL,
                number int NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                parent_schema text,
                parent_name text,
                dropped_by text NOT NULL,
                made_by text[] NOT NULL,
                made int NOT NULL DEFAULT 0,
                PRIMARY KEY (stream, number));
            COMMENT ON TABLE dbferry.filling_objects IS
                'indexes, keys and foreign keys that a first load has dropped; made of the statements were run again'""";

    /** The clauses that add missing columns, or null; and whether indexes are missing and this role may make them. */
    private static final String ADDED_LATER = """
            SELECT (SELECT string_agg('ADD COLUMN ' || added || ' ' || type, ', ')
                    FROM (VALUES ('source_position', 'text'), ('rows_by_table', 'jsonb'),
                        ('tables', 'jsonb'), ('after_sequence', 'bigint'), ('after_manifest', 'text')) later (added, type)
                    WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = added)),
                   to_regclass('dbferry.ledger_changes') IS NULL
                   AND pg_has_role(relowner, 'USAGE') AND has_schema_privilege(relnamespace, 'CREATE')
            FROM pg_class c WHERE c.oid = 'dbferry.ledger'::regclass""";

    /** IF NOT EXISTS alone does not hold against another session that makes the same at the same time. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('dbferry ledger', 0))";

    private final Connection connection;

    LedgerTables(Connection connection) {
        this.connection = connection;
    }

    boolean exist() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regclass('dbferry.ledger') IS NOT NULL"
                        + " AND to_regclass('dbferry.queues') IS NOT NULL"
                        + " AND to_regclass('dbferry.proof') IS NOT NULL"
                        + " AND to_regclass('dbferry.held') IS NOT NULL"
                        + " AND to_regclass('dbferry.table_streams') IS NOT NULL"
                        + " AND to_regclass('dbferry.sender_names') IS NOT NULL"
                        + " AND to_regclass('dbferry.carried') IS NOT NULL"
                        + " AND to_regclass('dbferry.migrations') IS NOT NULL"
                        + " AND to_regclass('dbferry.filling_objects') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Makes what is missing; the connection is in autocommit. First loads of several streams wait for each other. */
    void create() throws SQLException {
        if (exist()) {
            addWhatCameLater();
            return;
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            if (!exist()) {
                createAll(statement);
            }
            connection.commit();
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** The same within a transaction, which holds up first loads of other streams until it ends. */
    void createWithin() throws SQLException {
        if (!exist()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(LOCK);
                if (!exist()) {
                    createAll(statement);
                }
            }
        }
        addWhatCameLater();
    }

    private static void createAll(Statement statement) throws SQLException {
        boolean schema;
        try (ResultSet row = statement.executeQuery("SELECT to_regnamespace('dbferry') IS NOT NULL")) {
            row.next();
            schema = row.getBoolean(1);
        }
        if (!schema) {
            statement.execute("CREATE SCHEMA dbferry");
        }
        statement.execute(TABLES + ";\n" + QueueTables.ALL + ";\n" + INDEXES);
    }

    /** For a ledger of an earlier version, which may belong to another role: without the indexes a load is only slower. */
    private void addWhatCameLater() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String columns;
            boolean indexes;
            try (ResultSet row = statement.executeQuery(ADDED_LATER)) {
                row.next();
                columns = row.getString(1);
                indexes = row.getBoolean(2);
            }
            if (columns != null) {
                statement.execute("ALTER TABLE dbferry.ledger " + columns);
            }
            if (indexes) {
                statement.execute(INDEXES);
            }
        }
    }
}
