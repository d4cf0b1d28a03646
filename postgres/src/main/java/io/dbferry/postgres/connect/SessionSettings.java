package io.dbferry.postgres.connect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * The settings of each session, so that values have one text form and statements one meaning, whatever the server, the
 * database and the role are set to. {@code SessionSettingsIT} demands a decision for each setting that PostgreSQL
 * lets a role change: fixed here, or harmless.
 */
final class SessionSettings {
    private static final String COMMIT = "synchronous_commit";

    /** Decides whether triggers and foreign keys of changed rows are heeded; whoever only reads need not set it. */
    private static final String ROLE_OF_SESSION = "session_replication_role";

    /**
     * Settings that not every supported version has are set where they are: transaction_timeout is new in 17. Those
     * that only a superuser may change are set where they differ, and a session that may not is refused.
     */
    private static final Map<String, String> FIXED = fixed();

    private SessionSettings() {}

    private static Map<String, String> fixed() {
        Map<String, String> fixed = new LinkedHashMap<>();
        // How a value is written and read. An extra_float_digits above 0 gives the shortest text that is exact.
        fixed.put("search_path", "");
        fixed.put("TimeZone", "UTC");
        fixed.put("DateStyle", "ISO, YMD");
        fixed.put("IntervalStyle", "postgres");
        fixed.put("extra_float_digits", "1");
        fixed.put("bytea_output", "hex");
        fixed.put("lc_monetary", "C");
        fixed.put("xmlbinary", "base64");
        fixed.put("xmloption", "content");
        fixed.put("array_nulls", "on");
        // How a statement, and what the catalog gives of it, is read.
        fixed.put("standard_conforming_strings", "on");
        fixed.put("backslash_quote", "safe_encoding");
        fixed.put("quote_all_identifiers", "off");
        fixed.put("transform_null_equals", "off");
        // Which rows a statement sees. With row_security off a policy that would hide rows is an error, as in pg_dump.
        fixed.put("row_security", "off");
        fixed.put("gin_fuzzy_search_limit", "0");
        fixed.put("synchronize_seqscans", "off");
        fixed.put("zero_damaged_pages", "off");
        fixed.put("ignore_checksum_failure", "off");
        // What a transaction is. An error that ends the session would end a load that goes on another way after it.
        fixed.put("default_transaction_isolation", "read committed");
        fixed.put("default_transaction_read_only", "off");
        fixed.put("default_transaction_deferrable", "off");
        fixed.put("exit_on_error", "off");
        fixed.put(ROLE_OF_SESSION, "origin");
        // A shipment is deleted once it is applied, so a crash must not take the commit back. Only "off" allows that.
        fixed.put(COMMIT, "local");
        // The driver keeps notices until their statement is closed, and nobody reads them.
        fixed.put("client_min_messages", "error");
        // How long a statement or a transaction may take: a large one takes hours.
        fixed.put("statement_timeout", "0");
        fixed.put("lock_timeout", "0");
        fixed.put("transaction_timeout", "0");
        fixed.put("idle_in_transaction_session_timeout", "0");
        fixed.put("idle_session_timeout", "0");
        // Where staged rows are kept: a method that is not PostgreSQL's own may not take our tables.
        fixed.put("default_table_access_method", "heap");
        // Compiling costs more than it saves in statements that run once for each table or chunk, as ours do.
        fixed.put("jit", "off");
        return fixed;
    }

    /** The names of the settings that have one value in all our sessions. */
    static Map<String, String> all() {
        return Map.copyOf(FIXED);
    }

    /**
     * Sets all of them in one round trip, whoever serves the session.
     *
     * @param writes whether the session changes tables of others
     */
    static void set(Connection connection, boolean writes) throws SQLException {
        apply(connection, writes, "true");
    }

    /** Sets others, by parameters: neither pg_stat_activity nor pg_stat_statements shows their values. */
    static void set(Connection connection, Map<String, String> others) throws SQLException {
        if (others.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, false)")) {
            for (Map.Entry<String, String> each : others.entrySet()) {
                statement.setString(1, each.getKey());
                statement.setString(2, each.getValue());
                statement.execute();
            }
        }
    }

    /**
     * Sets all of them in one round trip, if the server that answers is the very process that let the session in; else
     * sets nothing.
     *
     * @param writes whether the session changes tables of others
     * @return whether they are set; false where a pooler stands between
     */
    static boolean setIfDirect(Connection connection, boolean writes) throws SQLException {
        int admitted = connection.unwrap(PGConnection.class).getBackendPID();
        return apply(connection, writes, "pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) " + admitted);
    }

    private static boolean apply(Connection connection, boolean writes, String condition) throws SQLException {
        // By itself first: the other one takes longer than the role may be let have.
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.set_config('statement_timeout', '0', false) WHERE " + condition);
        }
        String values = FIXED.entrySet().stream()
                .filter(e -> writes || !e.getKey().equals(ROLE_OF_SESSION))
                .map(e -> "('" + e.getKey() + "', '" + e.getValue() + "')")
                .collect(Collectors.joining(", "));
        // Of the settings that only a superuser may change, none differs where all is well.
        String query = "SELECT " + condition + ", pg_catalog.count(pg_catalog.set_config(s.name, v.value, false)) FROM"
                + " (VALUES " + values + ") AS v(name, value) JOIN pg_catalog.pg_settings AS s"
                + " ON s.name OPERATOR(pg_catalog.=) v.name WHERE " + condition
                + " AND (s.name OPERATOR(pg_catalog.<>) '" + COMMIT + "' OR s.setting OPERATOR(pg_catalog.=) 'off')"
                + " AND (s.context OPERATOR(pg_catalog.=) 'user' OR s.setting OPERATOR(pg_catalog.<>) v.value)";
        try (Statement statement = connection.createStatement();
                ResultSet row = Objects.requireNonNull(statement.executeQuery(query))) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
