package io.dbferry.demo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The sender's and the receiver's PostgreSQL, each with its database and roles and no tables yet. Passwords are asked
 * for (SCRAM), as a real server would.
 */
public final class DemoServers implements AutoCloseable {
    private final DemoPostgres senderServer;
    private final DemoPostgres receiverServer;
    private final DemoDatabase app;
    private final DemoDatabase reader;
    private final DemoDatabase receiver;

    private DemoServers(DemoPostgres senderServer, DemoPostgres receiverServer) throws SQLException {
        this.senderServer = senderServer;
        this.receiverServer = receiverServer;
        this.app = createDatabase(senderServer, "transapp", "transapp");
        this.reader = createRole(senderServer, "transapp", "app_reader");
        this.receiver = createDatabase(receiverServer, "viz", "viz");
    }

    /** Starts both at once, below a folder that has neither. */
    public static DemoServers start(PostgresBinaries binaries, Path senderFolder, Path receiverFolder)
            throws IOException, SQLException {
        CompletableFuture<DemoPostgres> other =
                CompletableFuture.supplyAsync(() -> startUnchecked(binaries, receiverFolder));
        DemoPostgres sender = null;
        try {
            sender = DemoPostgres.start(binaries, senderFolder);
            return new DemoServers(sender, started(other));
        } catch (IOException | SQLException | RuntimeException e) {
            if (sender != null) {
                sender.close();
            }
            closeWhenStarted(other);
            throw e;
        }
    }

    /** The app's own role on the sender: owns the tables and writes. */
    public DemoDatabase app() {
        return app;
    }

    /** The role of the sender's config. */
    public DemoDatabase reader() {
        return reader;
    }

    /** The role of the receiver's config: owns the receiver's database and tables. */
    public DemoDatabase receiver() {
        return receiver;
    }

    @Override
    public void close() throws IOException {
        try (senderServer) {
            receiverServer.close();
        }
    }

    private static DemoPostgres startUnchecked(PostgresBinaries binaries, Path folder) {
        try {
            return DemoPostgres.start(binaries, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DemoPostgres started(CompletableFuture<DemoPostgres> server) {
        try {
            return server.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static void closeWhenStarted(CompletableFuture<DemoPostgres> server) throws IOException {
        DemoPostgres started = server.exceptionally(failure -> null).join();
        if (started != null) {
            started.close();
        }
    }

    private static DemoDatabase createDatabase(DemoPostgres server, String name, String owner) throws SQLException {
        DemoDatabase role = createRole(server, name, owner);
        try (Connection connection = server.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER " + owner + " STRATEGY file_copy");
        }
        return role;
    }

    private static DemoDatabase createRole(DemoPostgres server, String database, String role) throws SQLException {
        String password = DemoPassword.random();
        try (Connection connection = server.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'");
        }
        return server.superuser().as(database, role, password);
    }
}
