package io.dbferry.demo;

import io.dbferry.demo.servers.DemoDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the receiver has exactly what the sender has: every value of every column of every table of the app, and
 * every byte of every image. The app must rest meanwhile.
 */
public record DemoProof(List<Table> tables, Media media) {
    /** A table on both sides: rows, and a checksum over the sender's columns that the order of rows does not change. */
    public record Table(String name, Rows sender, Rows receiver) {
        public boolean equal() {
            return sender.equals(receiver);
        }
    }

    /** What one database says of one table, by itself. */
    public record Rows(long count, BigDecimal checksum) {}

    /** Images on both sides, and whether names and SHA-256 of all are the same. */
    public record Media(int sender, int receiver, boolean equal) {}

    /** The sum of 64 bits of each row's MD5; equal rows count as often as they are there. */
    private static final String CHECKSUM = """
            SELECT count(*), coalesce(sum(('x' || substr(md5(ROW(%s)::text), 1, 16))::bit(64)::bigint::numeric), 0)
            FROM %s""";

    private static final String COLUMNS = """
            SELECT c.relname, quote_ident(c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'AndroidRequests\\_%'
            GROUP BY c.relname ORDER BY c.relname COLLATE "C\"""";

    public DemoProof {
        tables = List.copyOf(tables);
    }

    public boolean equal() {
        return media.equal() && tables.stream().allMatch(Table::equal);
    }

    /** Compares, each database in one snapshot. */
    public static DemoProof of(DemoDatabase sender, DemoDatabase receiver, Path senderMedia, Path receiverMedia)
            throws SQLException, IOException {
        List<Table> tables = new ArrayList<>();
        try (Connection from = snapshot(sender);
                Connection to = snapshot(receiver);
                PreparedStatement columns = from.prepareStatement(COLUMNS);
                ResultSet result = columns.executeQuery()) {
            while (result.next()) {
                String sql = CHECKSUM.formatted(result.getString(3), result.getString(2));
                tables.add(new Table(result.getString(1), rows(from, sql), rows(to, sql)));
            }
        }
        Map<String, String> sent = hashes(senderMedia);
        Map<String, String> received = hashes(receiverMedia);
        return new DemoProof(tables, new Media(sent.size(), received.size(), sent.equals(received)));
    }

    private static Connection snapshot(DemoDatabase database) throws SQLException {
        Connection connection = database.connect();
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // The text of a value follows these settings, so both sides get the same.
            statement.execute(
                    "SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL DateStyle = 'ISO'");
        }
        return connection;
    }

    private static Rows rows(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return new Rows(result.getLong(1), result.getBigDecimal(2));
        }
    }

    private static Map<String, String> hashes(Path folder) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                hashes.put(file.getFileName().toString(), sha256(file));
            }
        }
        return hashes;
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream input =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            input.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(input.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
