package io.dbferry.journeys;

import io.dbferry.cli.Main;
import io.dbferry.testing.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sender and a receiver with real databases, media folders and a depot folder, driven by the command line. */
public final class TwoServers {
    private final Path folder;
    private final PostgresServer senderServer;
    private final PostgresServer receiverServer;
    private final String senderDatabase;
    private final String receiverDatabase;
    private final ChosenSurroundings.ChosenDepot chosen;
    private final String publishing = ChosenSurroundings.publishing();

    /** What a command did. */
    public record Run(int exit, String out, String err) {}

    private TwoServers(Path folder, PostgresServer sender, PostgresServer receiver) throws IOException {
        this.folder = folder;
        this.chosen = ChosenSurroundings.depot(folder.resolve("depot"));
        this.senderServer = sender;
        this.receiverServer = receiver;
        this.senderDatabase = sender.createDatabase("sender");
        this.receiverDatabase = receiver.createDatabase("receiver");
    }

    /** Fresh databases, configs that read all tables of public, a folder depot, unsigned shipments accepted. */
    public static TwoServers in(Path folder, int senderMajor, int receiverMajor) throws IOException {
        return in(folder, PostgresServer.of(senderMajor), PostgresServer.of(receiverMajor));
    }

    /** The same with servers that the test has started. */
    static TwoServers in(Path folder, PostgresServer sender, PostgresServer receiver) throws IOException {
        TwoServers servers = new TwoServers(folder, sender, receiver);
        for (String part : List.of("depot", "sender/media", "receiver/media")) {
            Files.createDirectories(folder.resolve(part));
        }
        servers.senderConfig("partial: {minutes: 10}");
        servers.receiverConfig("");
        return servers;
    }

    public Path folder() {
        return folder;
    }

    public Path depot() {
        return folder.resolve("depot");
    }

    /** The depot as the configs name it: its folder, or a bucket that has this folder's files as objects. */
    public String location() {
        return chosen.location();
    }

    /** Writes the sender's config with these lines added. */
    public void senderConfig(String more) throws IOException {
        senderConfig(location(), chosen.keys() + more);
    }

    public void senderConfig(String depot, String more) throws IOException {
        Files.writeString(folder.resolve("sender.yaml"), """
                role: sender
                stream: test
                database: {url: "%s"}
                depot: %s
                work: %s
                keep: {free-space: 1MB}
                %s
                """.formatted(
                        senderServer.url(senderDatabase), depot, folder.resolve("sender/work"), more));
    }

    /** Writes the receiver's config with these lines added. */
    public void receiverConfig(String more) throws IOException {
        Files.writeString(folder.resolve("receiver.yaml"), """
                role: receiver
                stream: test
                name: viz
                database: {url: "%s"}
                depot: %s
                work: %s
                keep: {free-space: 1MB}
                trust: {unsigned: accept}
                %s
                """.formatted(
                        receiverServer.url(receiverDatabase),
                        location(),
                        folder.resolve("receiver/work"),
                        chosen.keys() + publishing + more));
    }

    public Run sender(String... command) {
        return run("sender.yaml", command);
    }

    public Run receiver(String... command) {
        return run("receiver.yaml", command);
    }

    /** A command with another config of the folder. */
    public Run run(String config, String... command) {
        List<String> args =
                new ArrayList<>(List.of("--config", folder.resolve(config).toString()));
        args.addAll(List.of(command));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
        return new Run(exit, out.toString(), err.toString());
    }

    public void onSender(String sql) throws SQLException {
        senderServer.execute(senderDatabase, sql);
    }

    public void onReceiver(String sql) throws SQLException {
        receiverServer.execute(receiverDatabase, sql);
    }

    /** Drops both databases, for tests that make many. */
    void drop() {
        senderServer.execute("postgres", "DROP DATABASE " + senderDatabase + " WITH (FORCE)");
        receiverServer.execute("postgres", "DROP DATABASE " + receiverDatabase + " WITH (FORCE)");
    }

    public void onBoth(String sql) throws SQLException {
        onSender(sql);
        onReceiver(sql);
    }

    /** The receiver's database for programs that take a libpq URL. */
    public String receiverUrl() {
        return receiverServer.url(receiverDatabase);
    }

    /** The same of the sender's database. */
    public String senderUrl() {
        return senderServer.url(senderDatabase);
    }

    public Connection connectSender() throws SQLException {
        return senderServer.connect(senderDatabase);
    }

    public Connection connectReceiver() throws SQLException {
        return receiverServer.connect(receiverDatabase);
    }

    /** All rows of all the sender's tables, with the sender's columns, as each side has them. */
    public Map<String, List<String>> senderRows() throws SQLException {
        try (Connection sender = connectSender()) {
            return rows(sender, sender);
        }
    }

    public Map<String, List<String>> receiverRows() throws SQLException {
        try (Connection sender = connectSender();
                Connection receiver = connectReceiver()) {
            return rows(sender, receiver);
        }
    }

    /** The named columns of all rows of one of the receiver's tables. */
    public List<String> receiverRowsOf(String table, String columns) throws SQLException {
        try (Connection receiver = connectReceiver()) {
            return read(receiver, table, columns);
        }
    }

    private static Map<String, List<String>> rows(Connection names, Connection from) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Statement statement = names.createStatement();
                ResultSet table = statement.executeQuery("""
                        SELECT format('%I.%I', n.nspname, c.relname), string_agg(quote_ident(attname), ', ' ORDER BY attnum)
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON attrelid = c.oid
                        WHERE relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
                          AND nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'dbferry') GROUP BY 1""")) {
            while (table.next()) {
                rows.put(table.getString(1), read(from, table.getString(1), table.getString(2)));
            }
        }
        return rows;
    }

    private static List<String> read(Connection from, String table, String columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = from.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT ROW(" + columns + ")::text FROM " + table + " ORDER BY 1")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
