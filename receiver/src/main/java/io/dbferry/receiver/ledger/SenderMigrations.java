package io.dbferry.receiver.ledger;

import io.dbferry.postgres.django.DjangoMigrations;
import io.dbferry.stream.format.Receipt.Migrations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The table {@code dbferry.migrations}: Django's migrations that are applied at the sender, by the newest shipment that came. */
public final class SenderMigrations {
    private final Connection connection;
    private final String stream;

    public SenderMigrations(Connection connection, String stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * Remembers those of a shipment, whether or not its rows can be applied: a migration that is missing here may be why they
     * cannot. The connection is in autocommit.
     */
    public void keep(List<String> applied) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO dbferry.migrations AS m (stream, applied) VALUES (?, ?)
                ON CONFLICT (stream) DO UPDATE SET applied = EXCLUDED.applied WHERE m.applied <> EXCLUDED.applied""")) {
            statement.setString(1, stream);
            statement.setArray(2, connection.createArrayOf("text", applied.toArray()));
            statement.executeUpdate();
        }
    }

    /** Which are applied on one side only; empty if none, or if one side is made without migrations. */
    public Optional<Migrations> difference() throws SQLException {
        List<String> there = there();
        List<String> here = there.isEmpty() ? List.of() : DjangoMigrations.applied(connection);
        return here.isEmpty() ? Optional.empty() : Migrations.between(there, here);
    }

    private List<String> there() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT applied FROM dbferry.migrations WHERE stream = ?")) {
            statement.setString(1, stream);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Arrays.asList((String[]) row.getArray(1).getArray()) : List.of();
            }
        }
    }
}
