package io.dbferry.schedule;

import io.dbferry.stream.Place;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells of shipments that appear in the folders of a local depot. The system tells it at once; because a network file
 * system does not, and events get lost, it also looks by itself: each ten seconds, or twice a second where the system
 * tells nothing. What is there when it begins counts as having appeared.
 */
public final class ArrivalWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 10_000;
    private static final long LOOK_WITHOUT_EVENTS_MILLIS = 500;

    private final Path depot;
    private final Runnable arrived;
    private final @Nullable WatchService events;
    private final Thread thread;
    private final Set<Path> seen = new HashSet<>();

    private ArrivalWatch(Path depot, Runnable arrived, @Nullable WatchService events) {
        this.depot = depot;
        this.arrived = arrived;
        this.events = events;
        this.thread = new Thread(this::watch, "arrivals");
        this.thread.setDaemon(true);
    }

    /** @param arrived is run on a thread of the watch's own; throws nothing */
    public static ArrivalWatch begin(Path depot, Runnable arrived) {
        ArrivalWatch watch = new ArrivalWatch(depot, arrived, events());
        watch.thread.start();
        return watch;
    }

    /** The same without the system's events. */
    static ArrivalWatch beginWithoutEvents(Path depot, Runnable arrived) {
        ArrivalWatch watch = new ArrivalWatch(depot, arrived, null);
        watch.thread.start();
        return watch;
    }

    private static @Nullable WatchService events() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            return null; // the system's limit of watches: looking is slower and as good
        }
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean told = register();
                if (hasNew()) {
                    arrived.run();
                }
                await(told);
            }
        } catch (InterruptedException | java.nio.file.ClosedWatchServiceException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Registers folders that are new; before they are looked at, so that nothing slips through in between. */
    private boolean register() {
        if (events == null) {
            return false;
        }
        try {
            for (Path folder : Stream.concat(Stream.of(depot), Place.ofArrivals(depot).stream())
                    .toList()) {
                if (Files.isDirectory(folder)) {
                    folder.register(events, StandardWatchEventKinds.ENTRY_CREATE);
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasNew() {
        Set<Path> now = new HashSet<>();
        for (Path folder : Place.ofArrivals(depot)) {
            now.addAll(names(folder));
        }
        boolean hasNew = !seen.containsAll(now);
        seen.clear();
        seen.addAll(now);
        return hasNew;
    }

    /** A depot that cannot be read has no arrivals; a run says why it cannot. */
    private static Set<Path> names(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return new HashSet<>(entries.toList());
        } catch (IOException | java.io.UncheckedIOException e) {
            return Set.of();
        }
    }

    private void await(boolean told) throws InterruptedException {
        if (!told || events == null) {
            Thread.sleep(LOOK_WITHOUT_EVENTS_MILLIS);
            return;
        }
        for (WatchKey key = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS); key != null; key = events.poll()) {
            key.pollEvents();
            key.reset();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (events != null) {
                events.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
