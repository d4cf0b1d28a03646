package io.dbferry.receiver.proof;

import io.dbferry.event.Step;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.tables.OfTable;
import io.dbferry.text.Count;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The proof of a complete in the transaction that applies it, before the commit: docs/decisions/047. */
public final class LoadProof {
    private static final int TABLES_NAMED = 5;

    private LoadProof() {}

    /**
     * Reads the tables back. Triggers that wait for the commit fire first.
     *
     * @throws DbferryException if one has other rows than the shipment says
     */
    public static void require(Connection connection, ShipmentReader shipment, Collection<Table> tables)
            throws SQLException, IOException {
        try (Step step = Step.begin("proof");
                Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            List<Difference> differences = new TableProof(shipment).differences(connection, tables);
            if (!differences.isEmpty()) {
                throw OfTable.mark(
                        RejectedShipment.schema(
                                shipment.name(),
                                "its rows were written, and then " + describe(differences) + ", so all was rolled back",
                                "If another session writes rows of shipped tables here, stop it and load again. If not,"
                                        + " repair the indexes of the table (REINDEX TABLE); 'verify: false' loads without"
                                        + " this proof"),
                        differences.stream().map(Difference::table).toList());
            }
            statement.execute("SET CONSTRAINTS ALL DEFERRED");
        }
    }

    /** For people: the first few, and how many more there are. */
    static String describe(List<Difference> differences) {
        String named = differences.stream()
                .limit(TABLES_NAMED)
                .map(Difference::describe)
                .collect(Collectors.joining("; "));
        int more = differences.size() - TABLES_NAMED;
        return more > 0 ? named + "; and " + Count.of(more, "more table") : named;
    }
}
