package io.dbferry.status.read;

import io.dbferry.failure.DbferryException;
import io.dbferry.status.model.Problem;
import io.dbferry.status.model.Problem.Part;
import io.dbferry.stream.Depot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads parts that may not be there to be read. The first failure of a part is noted, and the part is not asked again. */
final class Attempts implements AutoCloseable {
    private final StatusReader.DepotOpener opener;
    private final Function<Throwable, DbferryException> known;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Depot depot;
    private boolean depotFailed;
    private boolean databaseFailed;

    /** @param known turns what is thrown into a failure with exit code and hint */
    Attempts(StatusReader.DepotOpener opener, Function<Throwable, DbferryException> known) {
        this.opener = opener;
        this.known = known;
    }

    /** What is asked of a depot. */
    interface DepotQuestion<T> {
        T ask(Depot depot) throws IOException;
    }

    /** What is asked of anything else. */
    interface Question<T> {
        T ask() throws IOException;
    }

    <T> Optional<T> depot(DepotQuestion<T> question) {
        if (depotFailed) {
            return Optional.empty();
        }
        Optional<T> answer = attempt(Part.DEPOT, () -> question.ask(open()));
        depotFailed = answer.isEmpty();
        return answer;
    }

    private Depot open() throws IOException {
        Depot opened = depot == null ? opener.open() : depot;
        depot = opened;
        return opened;
    }

    <T> Optional<T> database(Question<T> question) {
        if (databaseFailed) {
            return Optional.empty();
        }
        Optional<T> answer = attempt(Part.DATABASE, question);
        databaseFailed = answer.isEmpty();
        return answer;
    }

    <T> Optional<T> work(Question<T> question) {
        return attempt(Part.WORK, question);
    }

    private <T> Optional<T> attempt(Part part, Question<T> question) {
        try {
            return Optional.of(question.ask());
        } catch (IOException | RuntimeException e) {
            DbferryException failure = known.apply(e);
            problems.add(new Problem(
                    part,
                    String.valueOf(failure.getMessage()),
                    failure.hint(),
                    failure.failure().exitCode()));
            return Optional.empty();
        }
    }

    void warn(Part part, String text, @Nullable String hint) {
        problems.add(Problem.warning(part, text, hint));
    }

    boolean depotWasReached() {
        return !depotFailed;
    }

    boolean databaseWasReached() {
        return !databaseFailed;
    }

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void close() {
        Depot opened = depot;
        if (opened != null) {
            attempt(Part.DEPOT, () -> {
                opened.close();
                return true;
            });
        }
    }
}
