package io.dbferry.sender;

import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.repair.Resync;
import io.dbferry.sender.tables.SourceTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Leaves a wish of the operator's for the next partial, once it is clear that this can carry it. */
public final class ResyncRun {
    private final SenderConfig config;
    private final Database database;

    public ResyncRun(SenderConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /**
     * Asks for the table.
     *
     * @param where a condition on its rows; null for all
     * @return how many rows there are now
     * @throws DbferryException if partials do not carry the table, or the condition is none
     */
    public long request(String written, @Nullable String where) throws IOException {
        TableName name = TableName.written(written);
        try (Connection connection = database.connect()) {
            Table table = TableChoice.followed(
                            PartialPlan.of(config, SourceTables.read(config, connection), connection))
                    .map(TableChoice::table)
                    .filter(shipped -> shipped.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new DbferryException(
                            Failure.CONFIG,
                            "cannot resync table '" + written + "': no partial carries it",
                            "Run 'dbferry dump complete', which carries all tables"));
            long rows = count(connection, table, where);
            new Resync(name, where).leave(config.work());
            return rows;
        } catch (SQLException e) {
            throw database.refused("resync table '" + written + "'", e);
        }
    }

    private static long count(Connection connection, Table table, @Nullable String where) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.rowsSql() + " t"
                        + (where == null ? "" : " WHERE (" + where + ")"))) {
            row.next();
            return row.getLong(1);
        }
    }
}
