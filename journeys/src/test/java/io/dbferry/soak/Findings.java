package io.dbferry.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What a soak has counted, what it has found wrong, and a line for each event in {@code events.log}. */
final class Findings {
    private static final int ENOUGH = 20;

    private final Path log;
    private final Instant begin = Instant.now();
    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();

    Findings(Path folder) {
        this.log = folder.resolve("events.log");
    }

    void count(String what) {
        counter(what).incrementAndGet();
    }

    void add(String what, long amount) {
        counter(what).addAndGet(amount);
    }

    void atLeast(String what, long amount) {
        counter(what).accumulateAndGet(amount, Math::max);
    }

    private AtomicLong counter(String what) {
        return counts.computeIfAbsent(what, w -> new AtomicLong());
    }

    long of(String what) {
        return counter(what).get();
    }

    synchronized void event(String what) {
        try {
            Files.writeString(
                    log, Instant.now() + " " + what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that must never be: the soak goes on, and fails in the end. */
    void violation(String what) {
        count("violations");
        event("VIOLATION " + what);
        if (violations.size() < ENOUGH) {
            violations.add(Instant.now() + " " + what);
        }
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    Duration elapsed() {
        return Duration.between(begin, Instant.now());
    }

    /** Each count in a line of its own. */
    String table() {
        StringBuilder text = new StringBuilder();
        counts.forEach((what, count) -> text.append(String.format("%n%,9d  %s", count.get(), what)));
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counts).forEach((what, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(what)
                .append(' ')
                .append(count.get()));
        return text.toString();
    }
}
