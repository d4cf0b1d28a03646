package io.dbferry.check.database;

import io.dbferry.check.finding.Findings;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.django.DjangoMigrations;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.manifest.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Which of Django's migrations are applied at the sender and not here, and the other way round. */
public record MigrationsCheck(Findings findings) {
    private static final String MIGRATIONS = "migrations";

    /** @param loaded tables that loads fill: if the list of migrations is one, it is the sender's */
    public void run(Connection connection, Manifest newest, Set<TableName> loaded) throws SQLException {
        if (newest.migrations().isEmpty() || loaded.contains(DjangoMigrations.TABLE)) {
            return;
        }
        List<String> here = DjangoMigrations.applied(connection);
        if (here.isEmpty()) {
            return; // made without migrations
        }
        Migrations difference =
                Migrations.between(newest.migrations(), here).orElse(new Migrations(List.of(), List.of()));
        List<String> missing = difference.missing();
        List<String> own = difference.own();
        if (!missing.isEmpty()) {
            findings.warn(
                    MIGRATIONS,
                    "not applied here, and at the sender as of " + newest.name() + ": " + String.join(", ", missing),
                    "Run the application's migrations here, such as python manage.py migrate");
        }
        if (!own.isEmpty()) {
            findings.warn(
                    MIGRATIONS,
                    "applied here, and not at the sender as of " + newest.name() + ": " + String.join(", ", own),
                    "Run the application's migrations on the sender, or go back to its version here");
        }
        if (missing.isEmpty() && own.isEmpty()) {
            findings.ok(MIGRATIONS, here.size() + " are applied, the same as at the sender as of " + newest.name());
        }
    }
}
