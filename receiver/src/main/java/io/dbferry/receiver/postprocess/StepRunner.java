package io.dbferry.receiver.postprocess;

import io.dbferry.config.PostprocessStep;
import io.dbferry.config.PostprocessStep.Variable;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.event.Step;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.publish.PublishFailedException;
import io.dbferry.receiver.publish.ShipmentPublisher;
import io.dbferry.receiver.queue.Batch;
import io.dbferry.receiver.queue.ChangeQueue;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs one step for what is due, one run at a time whoever else runs it. An SQL step's position moves in the transaction
 * of its own writes: exactly once. A command's position moves behind its end: at least once; so does a publisher's, which
 * knows what it has published.
 */
public final class StepRunner {
    private final PostprocessStep step;
    private final String stream;
    private final String databaseUrl;
    private final Path folder;
    private final Path work;
    private final Database database;
    private final Optional<ShipmentPublisher> publisher;
    private volatile boolean stopped;

    public StepRunner(PostprocessStep step, ReceiverConfig config, Database database) {
        this.step = step;
        this.stream = config.stream();
        this.databaseUrl = config.database().url();
        this.folder = Objects.requireNonNull(config.file().toAbsolutePath().getParent());
        this.work = config.work();
        this.database = database;
        this.publisher = step instanceof PostprocessStep.Publish publish
                ? Optional.of(new ShipmentPublisher(stream, config.name(), publish, Clock.systemUTC()))
                : Optional.empty();
    }

    /** What became of it. */
    sealed interface Result {
        /** Nothing is due, or another run is at it. */
        record Nothing() implements Result {}

        record Passed() implements Result {}

        record Failed(DbferryException failure) implements Result {}
    }

    public String name() {
        return step.name();
    }

    boolean follows(String otherStream) {
        return stream.equals(otherStream);
    }

    /** Opens a connection for {@link #runNext}. */
    Connection connect() {
        return step instanceof PostprocessStep.SqlFile ? database.connectForScripts() : database.connect();
    }

    /** Whether a connection is as it was behind a run: a script may have left anything in it. */
    boolean reusesConnection() {
        return !(step instanceof PostprocessStep.SqlFile);
    }

    ChangeQueue queue(Connection connection) {
        return new ChangeQueue(connection, stream, step.consumption());
    }

    /** Failures that come from now on are those of the process that ends, and are not noted. */
    void stop() {
        stopped = true;
    }

    /** Runs what is due until nothing is, or a run fails. */
    void runDue() throws SQLException {
        boolean more = true;
        try {
            while (more) {
                try (Connection connection = connect()) {
                    do {
                        more = runNext(connection) instanceof Result.Passed;
                    } while (more && reusesConnection());
                }
            }
        } finally {
            end();
        }
    }

    /** Ends what runs keep open between them. */
    void end() {
        publisher.ifPresent(ShipmentPublisher::close);
    }

    /** Runs the oldest batch that is due. The connection is in autocommit. */
    Result runNext(Connection connection) throws SQLException {
        return step instanceof PostprocessStep.SqlFile sql ? runSql(connection, sql) : runOutside(connection);
    }

    private Result runSql(Connection connection, PostprocessStep.SqlFile sql) throws SQLException {
        ChangeQueue queue = queue(connection);
        connection.setAutoCommit(false);
        try {
            Optional<Batch> due = lockForSql(connection, queue) ? queue.next() : Optional.empty();
            if (due.isEmpty()) {
                return new Result.Nothing();
            }
            Batch batch = due.get();
            try (LogContext marks = begin(batch);
                    Step timed = Step.begin("postprocess")) {
                queue.show(batch);
                queue.pass(batch); // before the script, which may give up rights
                SqlStep.run(connection, sql.file(), step.consumption().timeout());
                SqlStep.commit(connection);
                return new Result.Passed();
            } catch (StepFailedException e) {
                return failed(connection, batch, e);
            }
        } finally {
            endTransaction(connection);
        }
    }

    /** A script that fails must not take back that other shipments are passed. */
    private static boolean lockForSql(Connection connection, ChangeQueue queue) throws SQLException {
        if (!queue.lockInTransaction()) {
            return false;
        }
        if (!queue.passOthers()) {
            return true;
        }
        connection.commit();
        return queue.lockInTransaction();
    }

    /** What it does is not in the database's transaction. */
    private Result runOutside(Connection connection) throws SQLException {
        ChangeQueue queue = queue(connection);
        if (!queue.lock()) {
            return new Result.Nothing();
        }
        try {
            queue.passOthers();
            Optional<Batch> due = queue.next();
            if (due.isEmpty()) {
                return new Result.Nothing();
            }
            Batch batch = due.get();
            try (LogContext marks = begin(batch);
                    Step timed = Step.begin("postprocess")) {
                execute(connection, queue, batch);
            } catch (StepFailedException e) {
                return failed(connection, batch, e);
            }
            queue.pass(batch);
            return new Result.Passed();
        } finally {
            if (isOpen(connection)) {
                queue.unlock();
            }
        }
    }

    private LogContext begin(Batch batch) {
        Event.of("postprocess")
                .with("consumer", step.name())
                .say((step instanceof PostprocessStep.Publish ? "publishing " : "postprocess of ")
                        + batch.shipmentName() + ": " + step.describe());
        return LogContext.shipment(batch.shipmentName());
    }

    private void execute(Connection connection, ChangeQueue queue, Batch batch)
            throws StepFailedException, SQLException {
        if (step instanceof PostprocessStep.Command command) {
            execute(queue, batch, command);
            return;
        }
        try {
            publisher.orElseThrow().publish(connection, batch);
        } catch (PublishFailedException e) {
            throw new StepFailedException(e.getMessage(), e);
        }
    }

    private void execute(ChangeQueue queue, Batch batch, PostprocessStep.Command command)
            throws StepFailedException, SQLException {
        Path lines = work.resolve("changes").resolve(step.name() + ".jsonl");
        try {
            PrivateFile.folderOf(lines);
            long count;
            try (OutputStream out = new BufferedOutputStream(PrivateFile.write(lines))) {
                count = queue.writeLines(batch, out);
            }
            new CommandStep(command.command(), folder, step.consumption().timeout())
                    .run(lines, environment(batch, count));
        } catch (IOException e) {
            throw new StepFailedException("gets no changes: cannot write '" + lines + "': " + e.getMessage(), e);
        } finally {
            delete(lines);
        }
    }

    private static void delete(Path lines) {
        try {
            Files.deleteIfExists(lines);
        } catch (IOException e) {
            Event.warning("warning").say("cannot delete '" + lines + "': " + e.getMessage());
        }
    }

    private Map<String, String> environment(Batch batch, long changes) {
        Map<String, String> environment = new HashMap<>();
        environment.put(Variable.SHIPMENT.word(), batch.shipment());
        environment.put(Variable.KIND.word(), batch.kind().word());
        environment.put(Variable.STREAM.word(), stream);
        environment.put(
                Variable.SEQUENCE.word(), String.valueOf(batch.sequence().number()));
        environment.put(Variable.DATABASE_URL.word(), databaseUrl);
        environment.put(Variable.CONSUMER.word(), step.name());
        environment.put(Variable.CHANGES.word(), String.valueOf(changes));
        return environment;
    }

    /** Notes the failure, over another connection where the step has ended its own. */
    private Result failed(Connection connection, Batch batch, StepFailedException e) throws SQLException {
        if (!stopped) {
            if (isOpen(connection)) {
                note(connection, batch, e.getMessage());
            } else {
                try (Connection another = database.connect()) {
                    note(another, batch, e.getMessage());
                }
            }
        }
        return new Result.Failed(failure(batch.shipmentName(), step, e.getMessage(), e));
    }

    private static boolean isOpen(Connection connection) throws SQLException {
        return !connection.isClosed() && connection.isValid(1);
    }

    private void note(Connection connection, Batch batch, String message) throws SQLException {
        boolean transaction = !connection.getAutoCommit();
        if (transaction) {
            connection.rollback();
        }
        connection.setAutoCommit(false);
        queue(connection).failed(batch, message);
        connection.commit();
        connection.setAutoCommit(!transaction);
    }

    private static void endTransaction(Connection connection) throws SQLException {
        if (isOpen(connection)) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** @param shipment such as {@code partial 000042} */
    static DbferryException failure(String shipment, PostprocessStep step, String why, @Nullable Throwable cause) {
        if (step instanceof PostprocessStep.Publish) {
            return new DbferryException(
                    Failure.POSTPROCESS,
                    "cannot publish " + shipment + " to " + step.describe() + ": " + why,
                    "The rows are loaded, and loads continue; they are published in their order once this is fixed:"
                            + " docs/how-to/publish-to-kafka.md",
                    cause);
        }
        return new DbferryException(
                Failure.POSTPROCESS,
                "cannot postprocess " + shipment + ": " + step.describe() + " " + why,
                "The rows are loaded; fix the step, then run 'dbferry queue retry " + step.name()
                        + "'. Its output is in the log",
                cause);
    }
}
