package io.dbferry.metrics;

import io.dbferry.metrics.HttpLoop.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers {@code GET} of the page, {@code /status.json}, {@code /metrics} and {@code /health} on 127.0.0.1. */
public final class MetricsServer implements AutoCloseable {
    private static final String PATHS = "there are /, /status.json, /metrics and /health";

    private final HttpLoop loop;

    private MetricsServer(HttpLoop loop) {
        this.loop = loop;
    }

    /**
     * What people look at.
     *
     * @param code 200, or 503 if there is nothing to show yet
     * @param policy as of {@code Content-Security-Policy}
     */
    public record Page(int code, String type, String policy, byte[] content) {}

    /** Has pages ready; called on the one thread that answers everybody. */
    public interface Site {
        /** Empty for a path that it does not have. */
        Optional<Page> get(String path);
    }

    /**
     * @param hosts names beside 127.0.0.1 and localhost that browsers may know this machine by
     * @param since health counts runs from then on
     * @throws IOException if the port is taken
     */
    public static MetricsServer start(
            int port,
            List<String> hosts,
            Site site,
            Exposition metrics,
            MetricsFolder noted,
            Instant since,
            Clock clock)
            throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HostNames names = new HostNames(hosts);
        return new MetricsServer(HttpLoop.start(new InetSocketAddress(loopback, port), request -> {
            if (!names.areOurs(request.host())) {
                return Answer.plain(
                        421, "this Host is not known here; metrics.hosts in the config names others than localhost");
            }
            return switch (request.path()) {
                case "/metrics" ->
                    new Answer(200, "text/plain; version=0.0.4; charset=utf-8", "", metrics.text(clock.instant()));
                case "/health" -> health(Health.problems(noted.commands(), since));
                default ->
                    site.get(request.path())
                            .map(page -> new Answer(page.code(), page.type(), page.policy(), page.content()))
                            .orElseGet(() -> Answer.plain(404, PATHS));
            };
        }));
    }

    private static Answer health(List<String> problems) {
        return Answer.plain(problems.isEmpty() ? 200 : 503, problems.isEmpty() ? "ok" : String.join("\n", problems));
    }

    @Override
    public void close() {
        loop.close();
    }
}
