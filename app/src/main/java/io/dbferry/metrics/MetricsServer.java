package io.dbferry.metrics;

import io.dbferry.metrics.HttpLoop.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Answers {@code GET /metrics} and {@code /health} on 127.0.0.1, from what is noted in files. */
public final class MetricsServer implements AutoCloseable {
    private final HttpLoop loop;

    private MetricsServer(HttpLoop loop) {
        this.loop = loop;
    }

    /**
     * @param since health counts runs from then on
     * @throws IOException if the port is taken
     */
    public static MetricsServer start(int port, Exposition metrics, MetricsFolder noted, Instant since, Clock clock)
            throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return new MetricsServer(HttpLoop.start(new InetSocketAddress(loopback, port), path -> switch (path) {
            case "/metrics" ->
                new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text(clock.instant()));
            case "/health" -> health(Health.problems(noted.commands(), since));
            default -> Answer.plain(404, "there are /metrics and /health");
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
