package io.dbferry.jobs.daemon;

import io.dbferry.config.Config;
import io.dbferry.jobs.RunMetrics;
import io.dbferry.metrics.MetricsFolder;
import io.dbferry.metrics.MetricsServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The daemon's port for metrics, where the config names one. A port that is taken does not keep jobs from running. */
public final class MetricsPort implements AutoCloseable {
    private final Clock clock;
    private final Instant since;
    private final EventLog events;
    private @Nullable MetricsServer server;

    public MetricsPort(Clock clock, EventLog events) {
        this.clock = clock;
        this.since = clock.instant();
        this.events = events;
    }

    /** Serves as this config says, in place of what was served before. */
    public void serve(Config config) {
        close();
        config.metrics().port().ifPresent(port -> {
            try {
                server = MetricsServer.start(
                        port, RunMetrics.exposition(config), new MetricsFolder(config.work()), since, clock);
            } catch (IOException e) {
                events.fail(
                        "cannot serve metrics on 127.0.0.1:" + port + ": " + e.getMessage()
                                + "; HINT: name a free port in metrics.port, then send SIGHUP",
                        e);
            }
        });
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
