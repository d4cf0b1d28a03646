package io.dbferry.receiver.postprocess;

import io.dbferry.config.PostprocessStep;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.LogContext;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.AfterLoad;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.queue.ConsumerState;
import io.dbferry.receiver.queue.Consumers;
import io.dbferry.stream.format.Sequence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the config as consumers of the queue. At the end of a load each runs what is due of it, beside the others:
 * none waits for another. Where the daemon runs them in threads of their own, a load only keeps the queue.
 */
public final class Postprocess implements AfterLoad {
    /** Who runs the steps. */
    public enum Runs {
        /** Each load at its end. */
        AT_END,
        /** {@link StepThreads}, as loads commit. */
        IN_THREADS
    }

    private final ReceiverConfig config;
    private final Database database;
    private final Runs runs;
    private boolean consumed;

    public Postprocess(ReceiverConfig config, Database database, Runs runs) {
        this.config = config;
        this.database = database;
        this.runs = runs;
    }

    @Override
    public List<String> begin(Connection connection) throws SQLException {
        Consumers consumers = new Consumers(connection, config.stream());
        consumers.register(config.postprocess());
        consumers.prune(config.keep().changes());
        consumed = consumers.any();
        return consumers.withoutRows(config.postprocess()).stream()
                .filter(consumer -> !consumer.configured())
                .map(Postprocess::gone)
                .toList();
    }

    private static String gone(ConsumerState consumer) {
        return "consumer '" + consumer.name()
                + "' is not a step of the config any more, and all changed rows since then"
                + " are kept for it; HINT: 'dbferry queue remove " + consumer.name() + "'";
    }

    @Override
    public boolean recordsChanges() {
        return consumed;
    }

    @Override
    public Done run() {
        if (runs == Runs.IN_THREADS || config.postprocess().isEmpty()) {
            return new Done(List.of(), true);
        }
        try {
            if (!anyLeft()) {
                return new Done(List.of(), true);
            }
            List<DbferryException> broken = runAll();
            Done done = look();
            List<DbferryException> failures = new ArrayList<>(done.failures());
            failures.addAll(broken);
            return new Done(failures, done.all());
        } catch (SQLException e) {
            throw database.refused("postprocess", e);
        }
    }

    private boolean anyLeft() throws SQLException {
        try (Connection connection = database.connect()) {
            return new Consumers(connection, config.stream()).anyLeft(config.postprocess());
        }
    }

    /** Returns why steps could not even be tried. */
    private List<DbferryException> runAll() {
        List<DbferryException> broken = new ArrayList<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(config.postprocess().size());
        try {
            List<CompletableFuture<Void>> started = config.postprocess().stream()
                    .map(step -> CompletableFuture.runAsync(LogContext.carried(() -> runDue(step)), threads))
                    .toList();
            for (CompletableFuture<Void> one : started) {
                try {
                    one.join();
                } catch (CompletionException e) {
                    if (!(e.getCause() instanceof DbferryException known)) {
                        throw e;
                    }
                    broken.add(known);
                }
            }
        } finally {
            threads.shutdown();
        }
        return broken;
    }

    private void runDue(PostprocessStep step) {
        try {
            new StepRunner(step, config, database).runDue();
        } catch (SQLException e) {
            throw database.refused("run step '" + step.name() + "'", e);
        }
    }

    /** How the steps are, in their order. */
    private Done look() throws SQLException {
        try (Connection connection = database.connect()) {
            Consumers consumers = new Consumers(connection, config.stream());
            consumers.prune(config.keep().changes());
            Map<String, ConsumerState> states = new HashMap<>();
            consumers.withoutRows(config.postprocess()).forEach(state -> states.put(state.name(), state));
            List<DbferryException> failures = new ArrayList<>();
            boolean all = true;
            for (PostprocessStep step : config.postprocess()) {
                ConsumerState state = states.get(step.name());
                all &= state != null && state.upToDate();
                if (state != null && state.inTrouble()) {
                    failures.add(failure(connection, step, state));
                }
            }
            return new Done(failures, all);
        }
    }

    private DbferryException failure(Connection connection, PostprocessStep step, ConsumerState state)
            throws SQLException {
        String failure = state.failure();
        if (failure != null) {
            boolean full = state.tries() >= step.consumption().tries();
            String more = full ? "; after " + state.tries() + " tries it stays there, as its dead letter is full" : "";
            return StepRunner.failure(shipment(connection, state.failingSequence()), step, failure + more, null);
        }
        ConsumerState.DeadLetter oldest = state.deadLetters().get(0);
        int others = state.deadLetters().size() - 1;
        return StepRunner.failure(
                shipment(connection, oldest.sequence()),
                step,
                oldest.failure() + "; given up after " + oldest.tries() + (oldest.tries() == 1 ? " try" : " tries")
                        + (others == 0 ? "" : ", as " + others + " other dead letters"),
                null);
    }

    private String shipment(Connection connection, @Nullable Sequence sequence) throws SQLException {
        Sequence known = Objects.requireNonNull(sequence);
        Optional<LedgerEntry> entry = new Ledger(connection, config.stream()).entry(known);
        return entry.map(e -> e.kind().word() + " ").orElse("shipment ") + known;
    }
}
