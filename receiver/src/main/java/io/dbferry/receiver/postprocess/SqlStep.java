package io.dbferry.receiver.postprocess;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** Runs a file of SQL in the current transaction. */
final class SqlStep {
    private static final String QUERY_CANCELED = "57014";

    /** The server was stopped, or an administrator ended the session: no fault of the script. */
    private static final String ADMIN_SHUTDOWN = "57P01";

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SqlStep() {}

    /**
     * Runs it with the search_path that the role has by default. The server gets it as one text, so that only the server
     * says where a statement ends.
     */
    static void run(Connection connection, Path file, Duration timeout) throws StepFailedException, SQLException {
        String script = read(file);
        long began = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL search_path TO DEFAULT");
            // The driver's own {fn ...} is no SQL.
            statement.setEscapeProcessing(false);
            statement.setQueryTimeout((int) Math.min(timeout.toSeconds(), Integer.MAX_VALUE));
            statement.execute(script);
        } catch (SQLException e) {
            boolean late = QUERY_CANCELED.equals(e.getSQLState()) && System.nanoTime() - began >= timeout.toNanos();
            throw late ? new StepFailedException(StepFailedException.tookLongerThan(timeout), e) : failed(e);
        }
    }

    /** What waits for the commit, as deferred constraints do, is the script's too. */
    static void commit(Connection connection) throws StepFailedException, SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static StepFailedException failed(SQLException e) throws SQLException {
        if (ADMIN_SHUTDOWN.equals(e.getSQLState())) {
            throw e;
        }
        return new StepFailedException("failed: " + e.getMessage(), e);
    }

    private static String read(Path file) throws StepFailedException {
        String script;
        try {
            String text = Files.readString(file);
            script = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text; // as psql does
        } catch (NoSuchFileException e) {
            throw new StepFailedException("is missing", e);
        } catch (CharacterCodingException e) {
            throw new StepFailedException("is not in UTF-8", e);
        } catch (IOException e) {
            throw new StepFailedException("is not readable: " + e.getMessage(), e);
        }
        Optional<SqlScript.Control> control = SqlScript.transactionControl(script);
        if (control.isPresent()) {
            throw new StepFailedException("has " + control.get().statement() + " on line "
                    + control.get().line() + "; the whole file is one transaction already");
        }
        return script;
    }
}
