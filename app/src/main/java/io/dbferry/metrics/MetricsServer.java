package io.dbferry.metrics;

import io.dbferry.metrics.HttpLoop.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;

/** Answers {@code GET} of the page, {@code /status.json}, {@code /metrics} and {@code /health} on 127.0.0.1. */
public final class MetricsServer implements AutoCloseable {
    private static final String PATHS = "there are /, /status.json, /metrics and /health";

    private final HttpLoop loop;

    private MetricsServer(HttpLoop loop) {
        this.loop = loop;
    }

    /** @throws IOException if the port is taken */
    public static MetricsServer start(int port, Served served, Clock clock) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return new MetricsServer(HttpLoop.start(new InetSocketAddress(loopback, port), request -> {
            if (!new HostNames(served.hosts()).areOurs(request.host())) {
                return Answer.plain(
                        421, "this Host is not known here; metrics.hosts in the config names others than localhost");
            }
            return served.get(request.path(), clock.instant())
                    .map(page -> new Answer(page.code(), page.type(), page.policy(), page.content()))
                    .orElseGet(() -> Answer.plain(404, PATHS));
        }));
    }

    @Override
    public void close() {
        loop.close();
    }
}
