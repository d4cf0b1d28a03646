package io.dbferry.config.node;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.text.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a config file, so that all of it is reported at once. */
public final class Problems {
    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    public Problems(Path file) {
        this.file = file;
    }

    /** @param text {@code key: cause}, or the cause alone */
    public void add(Place place, String text) {
        problems.add(new Problem(place, text));
    }

    /** Those of one place stay in the order in which they were found. */
    public void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        StringBuilder message =
                new StringBuilder("cannot read config '" + file + "': " + Count.of(problems.size(), "problem"));
        problems.stream()
                .sorted(Comparator.comparing(Problem::place))
                .forEach(p ->
                        message.append("\n  ").append(p.place()).append(": ").append(p.text()));
        throw new DbferryException(
                Failure.CONFIG,
                message.toString(),
                "Correct the lines above; docs/reference/config.md describes every key");
    }

    private record Problem(Place place, String text) {}
}
