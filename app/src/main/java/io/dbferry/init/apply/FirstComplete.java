package io.dbferry.init.apply;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.plan.DatabaseSteps;
import io.dbferry.init.step.Step;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.open.NewestTrusted;
import io.dbferry.stream.Depot;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.text.Count;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits for the first complete, makes the tables that it needs, gives the role its rights on them, and applies it. */
final class FirstComplete {
    private static final long LOOK = 1000;

    private final Setup setup;
    private final OpenDatabase open;
    private final ReceiverConfig config;

    FirstComplete(Setup setup, OpenDatabase open) {
        this.setup = setup;
        this.open = open;
        this.config = setup.wiring().receiver(setup.machine().config());
    }

    void apply() throws IOException {
        Manifest complete = await();
        setup.interview()
                .show("the first complete is here: "
                        + Count.of(complete.tables().size(), "table") + ", signed by the sender");
        FoundDatabase found = look();
        List<TableEntry> missing = complete.tables().stream()
                .filter(table -> !names(found).contains(table.name()))
                .toList();
        if (!missing.isEmpty()) {
            create(missing);
        }
        List<TableName> shipped =
                complete.tables().stream().map(TableEntry::name).toList();
        List<FoundTable> here = look().tables().stream()
                .filter(table -> shipped.contains(table.table().name()))
                .toList();
        setup.runner().run(steps().tables(here, false, DatabaseSteps.Rights.WRITE));
        if (setup.dbferry("load") != 0) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot apply the first complete: see above",
                    "Do what the hint says; then '" + setup.command() + " --apply' continues here");
        }
    }

    private Manifest await() throws IOException {
        boolean said = false;
        while (true) {
            try (Depot depot = setup.wiring().depot(config)) {
                Optional<Manifest> complete = NewestTrusted.complete(
                        depot,
                        config.stream(),
                        setup.wiring().trust(config.trust(), config.stream()),
                        config.identityFile());
                if (complete.isPresent()) {
                    return complete.get();
                }
            }
            if (!said) {
                setup.interview()
                        .show("Waiting for the first complete. Ctrl-C ends the wait; '" + setup.command()
                                + " --apply' continues with it.");
                said = true;
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the first complete");
            }
        }
    }

    private static Set<TableName> names(FoundDatabase found) {
        return found.tables().stream().map(table -> table.table().name()).collect(Collectors.toSet());
    }

    private DatabaseSteps steps() {
        return setup.database(config.database().url());
    }

    private void create(List<TableEntry> missing) throws IOException {
        TablesSql sql = tablesSql(missing);
        String title = "create " + Count.of(missing.size(), "table");
        setup.interview().show("");
        setup.interview()
                .show("--- " + missing.size()
                        + " of its tables are missing here. By its signed description they are, without"
                        + " foreign keys, defaults and further indexes:");
        setup.interview().show(sql.statements());
        if (!setup.agreed("--create-tables", "Create them (yes or no)")) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE,
                    "cannot apply the first complete: " + missing.size()
                            + " of its tables are missing, and creating them" + " was answered no",
                    "Make them with the application's migrations; then '" + setup.command()
                            + " --apply' continues here");
        }
        Step create = steps().step(title, sql.check(), sql.statements(), "");
        setup.runner()
                .run(List.of(new Step(
                        create.title(),
                        create.checks(),
                        create.commands(),
                        create.undo(),
                        "What its types need must be there, such as: CREATE EXTENSION postgis")));
    }

    private TablesSql tablesSql(List<TableEntry> missing) {
        try (Connection connection = connect()) {
            return new TablesSql(missing, owner(connection), name -> hasType(connection, name));
        } catch (SQLException e) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE, "cannot look into the database: " + e.getMessage(), null, e);
        }
    }

    private Connection connect() {
        return open.of(config.database().url(), config.database().passwordFile())
                .connect();
    }

    private FoundDatabase look() {
        try (Connection connection = connect()) {
            return FoundDatabase.read(connection);
        } catch (SQLException e) {
            throw new DbferryException(
                    Failure.TARGET_DATABASE, "cannot look into the database: " + e.getMessage(), null, e);
        }
    }

    /** The database's owner, whose application looks at the tables. */
    private static String owner(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean hasType(Connection connection, String name) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regtype(?) IS NOT NULL")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            return false;
        }
    }
}
