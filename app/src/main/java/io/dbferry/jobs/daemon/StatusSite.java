package io.dbferry.jobs.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.config.Config;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.StatusSources;
import io.dbferry.metrics.BuildInfo;
import io.dbferry.metrics.Served.Page;
import io.dbferry.metrics.ServedConfig;
import io.dbferry.metrics.ServedConfig.Summary;
import io.dbferry.page.PageStyle;
import io.dbferry.page.StatusPage;
import io.dbferry.status.model.LagPoint;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.read.Amount;
import io.dbferry.status.read.LagHistory;
import io.dbferry.status.read.ShipmentMemory;
import io.dbferry.status.read.StatusReader;
import io.dbferry.text.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page and its JSON. A thread of its own reads the status: often while somebody looks, else every five minutes for the
 * plot; who asks gets what was read last, and waits for nobody.
 */
final class StatusSite implements ServedConfig.Site, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusSite.class);
    private static final String HTML = "text/html; charset=utf-8";
    private static final long SECOND = 1_000_000_000L;

    /** Connections to depot and database are not made more often. */
    private static final long SHORTEST_PAUSE = 10 * SECOND;

    private static final long WHILE_SOMEBODY_LOOKS = 30 * SECOND;
    private static final long ELSE = LagPoint.STEP.toNanos();

    /** Who has not asked for so long does not look any more. */
    private static final long LOOKS = Duration.ofMinutes(5).toNanos();

    private final StatusReader reader;
    private final LagHistory history;
    private final Clock clock;
    private final String version = "DbFerry " + BuildInfo.ofThis().version();
    private final Thread thread = new Thread(this::work, "status");
    private volatile @Nullable Seen seen;
    private long askedNanos = System.nanoTime() - LOOKS;
    private boolean soon;
    private boolean stopped;

    private StatusSite(StatusReader reader, LagHistory history, Clock clock) {
        this.reader = reader;
        this.history = history;
        this.clock = clock;
    }

    /** What was read last. */
    private record Seen(StatusModel status, List<LagPoint> points) {}

    static StatusSite start(Config config, Components wiring) {
        // Warnings are the jobs' to give: here they would come every minute.
        StatusReader reader =
                StatusSources.reader(config, wiring.with(warning -> {}), "status", new ShipmentMemory(), Amount.PAGE);
        StatusSite site = new StatusSite(reader, new LagHistory(config.work()), wiring.clock());
        site.thread.setDaemon(true);
        site.thread.start();
        return site;
    }

    @Override
    public Optional<Page> get(String path) {
        return switch (path) {
            case "/" -> Optional.of(page(true));
            case "/paused" -> Optional.of(page(false));
            case "/status.json" -> Optional.of(json());
            default -> Optional.empty();
        };
    }

    /** Does not count as a look: a list of many would have the status of all be read all the time. */
    @Override
    public Summary summary() {
        Seen last = seen;
        return last == null
                ? new Summary("empty", "the status is being read")
                : new Summary(
                        last.status().verdict().level().word(),
                        last.status().verdict().text());
    }

    private Page page(boolean live) {
        looks();
        Seen last = seen;
        String html = last == null
                ? StatusPage.notYet()
                : new StatusPage(last.status(), last.points(), version, clock.instant()).html(live);
        return new Page(last == null ? 503 : 200, HTML, PageStyle.policy(), html.getBytes(UTF_8));
    }

    private Page json() {
        looks();
        Seen last = seen;
        return last == null
                ? new Page(
                        503, "text/plain; charset=utf-8", "", "the status is being read; ask again\n".getBytes(UTF_8))
                : new Page(200, "application/json", "", Json.write(last.status()));
    }

    private synchronized void looks() {
        askedNanos = System.nanoTime();
        notifyAll();
    }

    /** Something has changed. */
    synchronized void readSoon() {
        soon = true;
        notifyAll();
    }

    private void work() {
        try {
            do {
                read();
            } while (await());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            StatusModel status = reader.read(clock.instant().truncatedTo(ChronoUnit.MILLIS));
            Seen before = seen;
            seen = new Seen(status, before == null ? List.of() : before.points());
            seen = new Seen(status, history.add(LagPoint.of(status)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot read all of the status for the page: {}", e.toString());
        }
    }

    /** Until it is time to read again; false once stopped. */
    private synchronized boolean await() throws InterruptedException {
        long begun = System.nanoTime();
        while (!stopped) {
            long now = System.nanoTime();
            long pause = soon ? SHORTEST_PAUSE : now - askedNanos < LOOKS ? WHILE_SOMEBODY_LOOKS : ELSE;
            long left = begun + pause - now;
            if (left <= 0) {
                break;
            }
            wait(left / 1_000_000 + 1);
        }
        soon = false;
        return !stopped;
    }

    @Override
    public synchronized void close() {
        stopped = true;
        notifyAll();
    }
}
