package io.dbferry.jobs.daemon;

import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.RunMetrics;
import io.dbferry.metrics.MetricsFolder;
import io.dbferry.metrics.MetricsServer;
import io.dbferry.metrics.ServedConfig;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The daemon's port for metrics, where the config names one. A port that is taken does not keep jobs from running. */
public final class MetricsPort implements AutoCloseable {
    private final Components wiring;
    private final Instant since;
    private final EventLog events;
    private final Ports ports;
    private @Nullable StatusSite site;
    private @Nullable Serving serving;

    public MetricsPort(Components wiring, EventLog events, Ports ports) {
        this.wiring = wiring;
        this.since = wiring.clock().instant();
        this.events = events;
        this.ports = ports;
    }

    /** The ports of a process. */
    public interface Ports {
        /** @throws IOException if the port is taken */
        Serving serve(int port, ServedConfig config) throws IOException;

        /** Those of a process of one config. */
        static Ports ofOne(Clock clock) {
            return (port, config) -> MetricsServer.start(port, config, clock)::close;
        }
    }

    /** Serves until closed. */
    public interface Serving extends AutoCloseable {
        @Override
        void close();
    }

    /** Serves as this config says, in place of what was served before. */
    public synchronized void serve(Config config) {
        close();
        config.metrics().port().ifPresent(port -> {
            StatusSite pages = StatusSite.start(config, wiring);
            site = pages;
            try {
                serving = ports.serve(
                        port,
                        new ServedConfig(
                                config.metrics().hosts(),
                                pages,
                                RunMetrics.exposition(config),
                                new MetricsFolder(config.work()),
                                since));
            } catch (IOException e) {
                events.fail(
                        "cannot serve metrics on 127.0.0.1:" + port + ": " + e.getMessage()
                                + "; HINT: name a free port in metrics.port, then send SIGHUP",
                        e);
            }
        });
    }

    /** So that the page soon shows what a run came to. */
    public synchronized void runEnded() {
        if (site != null) {
            site.readSoon();
        }
    }

    @Override
    public synchronized void close() {
        if (serving != null) {
            serving.close();
            serving = null;
        }
        if (site != null) {
            site.close();
            site = null;
        }
    }
}
