package io.dbferry.jobs.folder;

import io.dbferry.config.Config;
import io.dbferry.event.ConfigMark;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Failures;
import io.dbferry.jobs.daemon.EventLog;
import io.dbferry.jobs.daemon.StreamDaemon;
import io.dbferry.logging.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Runs the daemons of all configs in a folder. A config that cannot run is reported once for each cause, is tried again every few seconds,
 * and keeps no other from running; so it is with a file that comes into the folder later. A file that changes or goes counts with
 * {@link #reload}.
 */
public final class FolderDaemon {
    private static final long LOOK_MILLIS = 10_000;

    private final Path folder;
    private final Components wiring;
    private final boolean tellIdle;
    private final EventLog events = new EventLog();
    private final SharedPorts ports;
    private final SortedMap<String, Running> running = new TreeMap<>();

    /** Configs that do not run, with the cause. */
    private final Map<String, String> failed = new ConcurrentSkipListMap<>();

    private final List<Running> ending = new ArrayList<>();
    private boolean reload;
    private boolean stopped;

    /** Begins no daemon yet. */
    public FolderDaemon(Path folder, Components wiring, boolean tellIdle) {
        this.folder = folder;
        this.wiring = wiring.with(events::warn);
        this.tellIdle = tellIdle;
        this.ports = new SharedPorts(() -> failed, wiring.clock());
    }

    /** A daemon, and the thread on which it works. */
    private static final class Running {
        private final String name;
        private final StreamDaemon daemon;
        private final Thread thread;
        private volatile boolean ended;

        /** To be made and begun under the config's mark, which the thread takes over. */
        Running(String name, StreamDaemon daemon) {
            this.name = name;
            this.daemon = daemon;
            this.thread = new Thread(this::work, "stream " + name);
            this.thread.setDaemon(true);
        }

        private void work() {
            try (daemon) {
                ended = daemon.work();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                new EventLog().fail("ended, and begins again: " + e, e);
            } finally {
                LogFile.end();
            }
        }
    }

    /**
     * Works until stopped; returns whether all runs came to their end in time.
     *
     * @throws DbferryException if the folder has no config
     */
    public boolean work() throws InterruptedException {
        events.say("runs the " + ConfigFolder.some(folder).size() + " configs in '" + folder + "', process "
                + ProcessHandle.current().pid());
        look();
        while (await()) {
            look();
        }
        running.values().forEach(each -> each.daemon.stop());
        ending.addAll(running.values());
        long until = System.nanoTime() + StreamDaemon.PATIENCE.plusSeconds(2).toNanos();
        boolean ended = true;
        for (Running each : ending) {
            each.thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            ended &= each.ended;
        }
        return ended;
    }

    /** Until it is time to look; false once stopped. */
    private synchronized boolean await() throws InterruptedException {
        if (!stopped && !reload) {
            wait(LOOK_MILLIS);
        }
        return !stopped;
    }

    /** Takes files that have changed or gone for what they are now. */
    public synchronized void reload() {
        reload = true;
        notifyAll();
    }

    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private synchronized boolean takeReload() {
        boolean asked = reload;
        reload = false;
        return asked;
    }

    private void look() {
        SortedMap<String, Path> files;
        try {
            files = ConfigFolder.files(folder);
        } catch (DbferryException e) {
            failed("", e);
            return;
        }
        failed.keySet().retainAll(files.keySet());
        ending.removeIf(each -> !each.thread.isAlive());
        if (takeReload()) {
            reload(files);
        }
        running.values().removeIf(each -> !each.thread.isAlive());
        files.forEach((name, file) -> {
            if (!running.containsKey(name)) {
                begin(name, file);
            }
        });
    }

    private void reload(SortedMap<String, Path> files) {
        for (Iterator<Running> all = running.values().iterator(); all.hasNext(); ) {
            Running each = all.next();
            try (ConfigMark mark = ConfigMark.begin(each.name)) {
                if (files.containsKey(each.name)) {
                    each.daemon.reload();
                } else {
                    each.daemon.stop();
                    ending.add(each);
                    all.remove();
                }
            }
        }
    }

    private void begin(String name, Path file) {
        try (ConfigMark mark = ConfigMark.begin(name)) {
            try {
                Config config = wiring.config(file);
                wiring.logTo(config);
                Running started = new Running(name, StreamDaemon.open(config, wiring, ports, tellIdle));
                running.put(name, started);
                failed.remove(name);
                started.thread.start();
            } catch (IOException | RuntimeException e) {
                LogFile.end();
                failed(name, Failures.knownOrBug(e));
            }
        }
    }

    /** Says it once. */
    private void failed(String name, DbferryException e) {
        String cause = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\n\\s*", "; ")
                + (e.hint() == null ? "" : "; HINT: " + e.hint());
        if (!cause.equals(failed.put(name, cause))) {
            events.fail("does not run: " + cause, e.failure() == Failure.BUG ? e : null);
        }
    }
}
