package io.dbferry.status;

import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.ledger.Ledger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Asks a receiver's ledger, which the first load makes. */
public final class LedgerLook {
    private LedgerLook() {}

    /** What is asked. */
    public interface Question<T> {
        T ask(Ledger ledger) throws SQLException;
    }

    /**
     * The answer; empty if there is no ledger.
     *
     * @throws io.dbferry.failure.DbferryException if the database cannot be reached or read
     */
    public static <T> Optional<T> ask(String stream, Database database, Question<T> question) {
        try (Connection connection = database.connect()) {
            Ledger ledger = new Ledger(connection, stream);
            return ledger.exists() ? Optional.of(question.ask(ledger)) : Optional.empty();
        } catch (SQLException e) {
            throw database.refused("read the ledger", e);
        }
    }
}
