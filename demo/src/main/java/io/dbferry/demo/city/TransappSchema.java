package io.dbferry.demo.city;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of the TranSapp-like app, from the SQL files beside this class. */
public final class TransappSchema {
    private TransappSchema() {}

    /** Creates the app's tables without foreign keys and indexes. */
    public static void createTables(Connection connection) throws IOException, SQLException {
        run(connection, "transapp-tables.sql");
    }

    /** Adds foreign keys and indexes; quick on full tables too. */
    public static void createKeys(Connection connection) throws IOException, SQLException {
        run(connection, "transapp-keys.sql");
    }

    /** Lets the role of the sender's config read what the connection's role owns. */
    public static void grantReading(Connection connection) throws IOException, SQLException {
        run(connection, "sender-reader.sql");
    }

    /** Creates the receiver's side: the app's tables, empty, and what only the receiver has. */
    public static void createReceiver(Connection connection) throws IOException, SQLException {
        run(connection, "transapp-tables.sql");
        run(connection, "transapp-keys.sql");
        run(connection, "receiver.sql");
    }

    /** Writes the receiver's postprocess step as a file for its config. */
    public static void copyPostprocess(Path file) throws IOException {
        Files.writeString(file, resource("postprocess.sql"));
    }

    private static void run(Connection connection, String name) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(resource(name));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = TransappSchema.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("cannot read resource '" + name + "': it is not in this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
