package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares both sides whole: each row with all of the sender's columns, sequences, and each file by its hash. */
final class Comparison {
    private static final int SHOWN = 5;

    private final CrashingPostgres sender;
    private final CrashingPostgres receiver;

    Comparison(CrashingPostgres sender, CrashingPostgres receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    /** The rows of these tables, with the sender's columns: those that only one side has. */
    List<String> differences(List<String> tables, boolean alsoMoreOnReceiver) throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Connection from = sender.connect();
                Connection to = receiver.connect()) {
            for (String table : tables) {
                String columns = one(
                        from,
                        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
                                + " WHERE attrelid = '" + table + "'::regclass AND attnum > 0 AND NOT attisdropped");
                List<String> left = rows(from, table, columns);
                List<String> right = rows(to, table, columns);
                differences.addAll(surplus("sender", table, left, right));
                if (alsoMoreOnReceiver) {
                    differences.addAll(surplus("receiver", table, right, left));
                }
            }
        }
        return differences;
    }

    /** Rows of the first that the second does not have, by counting equal ones. */
    private static List<String> surplus(String side, String table, List<String> first, List<String> second) {
        Map<String, Integer> counts = new TreeMap<>();
        first.forEach(row -> counts.merge(row, 1, Integer::sum));
        second.forEach(row -> counts.merge(row, -1, Integer::sum));
        List<String> surplus = counts.keySet().stream()
                .filter(row -> counts.getOrDefault(row, 0) > 0)
                .toList();
        List<String> shown = new ArrayList<>();
        surplus.stream().limit(SHOWN).forEach(row -> shown.add("only the " + side + "'s " + table + " has " + row));
        if (surplus.size() > SHOWN) {
            shown.add("and " + (surplus.size() - SHOWN) + " more rows of " + table);
        }
        return shown;
    }

    private static List<String> rows(Connection connection, String table, String columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            try (ResultSet row = statement.executeQuery("SELECT ROW(" + columns + ")::text FROM " + table)) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
        }
        return rows;
    }

    /** Each of the sender's sequences that stands elsewhere on the receiver. */
    List<String> sequenceDifferences() throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Connection from = sender.connect();
                Connection to = receiver.connect()) {
            for (String sequence : List.of("transfer_id_seq", "report_id_seq")) {
                String query = "SELECT last_value || ' ' || is_called FROM " + sequence;
                String left = one(from, query);
                String right = one(to, query);
                if (!left.equals(right)) {
                    differences.add("sequence " + sequence + " is at " + left + " and at " + right);
                }
            }
        }
        return differences;
    }

    /** Everything of the receiver's own, as one text. */
    String receiversOwn() throws SQLException {
        try (Connection connection = receiver.connect()) {
            return one(
                    connection,
                    "SELECT (SELECT md5(string_agg(m::text, '' ORDER BY id)) FROM map_note m) || ' '"
                            + " || (SELECT coalesce(string_agg(DISTINCT nick, ' '), 'none') FROM account) || ' '"
                            + " || (SELECT string_agg(indexdef, ' ' ORDER BY indexname) FROM pg_indexes"
                            + " WHERE schemaname = 'public') || ' '"
                            + " || (SELECT string_agg(conname || pg_get_constraintdef(oid), ' ' ORDER BY conname)"
                            + " FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n')");
        }
    }

    /** What loads leave in their schema besides ledger, proofs and the queue. */
    List<String> stages() throws SQLException {
        try (Connection connection = receiver.connect()) {
            String left = one(
                    connection,
                    "SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class WHERE relnamespace ="
                            + " 'dbferry'::regnamespace AND relkind = 'r' AND relname NOT IN ('ledger', 'changed_rows',"
                            + " 'carried', 'consumers', 'dead_letters', 'filling', 'filling_objects', 'held', 'migrations', 'proof',"
                            + " 'queues', 'sender_names', 'table_streams')");
            return left.isEmpty() ? List.of() : List.of("the receiver's schema dbferry still has " + left);
        }
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Each of the sender's files that the receiver does not have with this content. */
    static List<String> mediaDifferences(Path senders, Path receivers) throws IOException {
        List<String> differences = new ArrayList<>();
        try (Stream<Path> files = Files.walk(senders)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path other = receivers.resolve(senders.relativize(file).toString());
                if (!Files.exists(other)) {
                    differences.add("the receiver has no '" + other + "'");
                } else if (!hash(file).equals(hash(other))) {
                    differences.add("'" + file + "' differs from '" + other + "'");
                }
            }
        }
        return differences.size() <= SHOWN
                ? differences
                : List.of(differences.size() + " files, first: " + differences.get(0));
    }

    private static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Files below the folder that should not be there any more. */
    static List<String> left(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> folder.getFileSystem()
                            .getPathMatcher("glob:" + glob)
                            .matches(f.getFileName()))
                    .map(f -> "left over: '" + f + "'")
                    .toList();
        }
    }
}
