package io.dbferry.receiver.postprocess;

import io.dbferry.config.PostprocessStep;
import io.dbferry.config.PostprocessStep.After;
import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.event.Step;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.AfterLoad;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.stream.format.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs the steps of shipments whose postprocess is not done, oldest shipment first. A step that fails stops the run;
 * the next load begins again with that step. A step may therefore run twice for one shipment, if it, or we, ended
 * before the ledger knew.
 */
public final class Postprocess implements AfterLoad {
    private final String stream;
    private final List<PostprocessStep> steps;
    private final Database database;
    private final String databaseUrl;
    private final Path folder;

    /** @param folder in which programs run: that of the config file */
    public Postprocess(String stream, List<PostprocessStep> steps, Database database, String databaseUrl, Path folder) {
        this.stream = stream;
        this.steps = steps;
        this.database = database;
        this.databaseUrl = databaseUrl;
        this.folder = folder;
    }

    @Override
    public boolean follows(Kind kind) {
        return !stepsAfter(kind).isEmpty();
    }

    private List<PostprocessStep> stepsAfter(Kind kind) {
        After wanted = kind == Kind.COMPLETE ? After.COMPLETE : After.PARTIAL;
        return steps.stream()
                .filter(s -> s.after() == After.ANY || s.after() == wanted)
                .toList();
    }

    @Override
    public void run(Ledger ledger) {
        try {
            for (Optional<Ledger.Entry> next = ledger.unfinished(); next.isPresent(); next = ledger.unfinished()) {
                run(ledger, next.get(), Objects.requireNonNull(next.get().postprocessStepsDone()));
            }
        } catch (SQLException e) {
            throw database.refused("postprocess", e);
        }
    }

    private void run(Ledger ledger, Ledger.Entry shipment, int done) throws SQLException {
        List<PostprocessStep> all = stepsAfter(shipment.kind());
        for (int i = done; i < all.size(); i++) {
            PostprocessStep step = all.get(i);
            String name = shipment.kind().word() + " " + shipment.sequence();
            Event.of("postprocess").about(name).say("postprocess of " + name + ": " + describe(step));
            try (LogContext marks = LogContext.shipment(name);
                    Step timed = Step.begin("postprocess")) {
                run(step, shipment);
            } catch (StepFailedException e) {
                ledger.stepFailed(shipment.sequence(), e.getMessage());
                throw new DbferryException(
                        Failure.POSTPROCESS,
                        "cannot postprocess " + shipment.kind().word() + " " + shipment.sequence() + ": "
                                + describe(step) + " " + e.getMessage(),
                        "The rows are loaded; fix the step, and the next load runs it again. Its output is in the log",
                        e);
            }
            ledger.stepDone(shipment.sequence(), i + 1 < all.size() ? Optional.of(i + 1) : Optional.empty());
        }
        if (done >= all.size()) {
            ledger.stepDone(shipment.sequence(), Optional.empty());
        }
    }

    private static String describe(PostprocessStep step) {
        return step instanceof PostprocessStep.Command command
                ? "'" + String.join(" ", command.command()) + "'"
                : "'" + ((PostprocessStep.SqlFile) step).file() + "'";
    }

    private static final class StepFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        StepFailedException(String message, Throwable cause) {
            super(message, cause);
        }

        StepFailedException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    private void run(PostprocessStep step, Ledger.Entry shipment) throws StepFailedException {
        if (step instanceof PostprocessStep.Command command) {
            execute(command.command(), shipment);
        } else {
            execute(((PostprocessStep.SqlFile) step).file());
        }
    }

    /**
     * Runs the file in one transaction, with the search_path that the role has by default. The server gets it as one
     * text, so that only the server says where a statement ends.
     */
    private void execute(Path file) throws StepFailedException {
        String script = read(file);
        try (Connection connection = database.connectForScripts();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT set_config('search_path', reset_val, true) FROM pg_settings"
                    + " WHERE name = 'search_path'");
            // The driver's own {fn ...} is no SQL.
            statement.setEscapeProcessing(false);
            statement.execute(script);
            connection.commit();
        } catch (SQLException e) {
            throw new StepFailedException("failed: " + e.getMessage(), e);
        }
    }

    private static String read(Path file) throws StepFailedException {
        String script;
        try {
            script = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new StepFailedException("is missing", e);
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

    private void execute(List<String> command, Ledger.Entry shipment) throws StepFailedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(environment(shipment));
        String last = "";
        try {
            Process process = builder.start();
            try (BufferedReader output = process.inputReader(Charset.defaultCharset())) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    Event.of("output").say(command.get(0) + ": " + line);
                    last = line.isBlank() ? last : line;
                }
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new StepFailedException(
                        "ended with exit code " + exit + (last.isEmpty() ? "" : ": " + last.strip()));
            }
        } catch (IOException e) {
            throw new StepFailedException("does not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailedException("was interrupted", e);
        }
    }

    private Map<String, String> environment(Ledger.Entry shipment) {
        return Map.of(
                "DBFERRY_SHIPMENT", shipment.shipment(),
                "DBFERRY_KIND", shipment.kind().word(),
                "DBFERRY_STREAM", stream,
                "DBFERRY_SEQUENCE", String.valueOf(shipment.sequence().number()),
                "DBFERRY_DATABASE_URL", databaseUrl);
    }
}
