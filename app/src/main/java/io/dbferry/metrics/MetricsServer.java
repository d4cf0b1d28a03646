package io.dbferry.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code GET /metrics} and {@code /health} on 127.0.0.1, from what is noted in files. */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    static {
        // One thread answers; who stops in the middle of a request, or of reading the answer, must not keep it.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "5");
    }

    private final HttpServer server;

    private MetricsServer(HttpServer server) {
        this.server = server;
    }

    /**
     * @param since health counts runs from then on
     * @throws IOException if the port is taken
     */
    public static MetricsServer start(int port, Exposition metrics, MetricsFolder noted, Instant since, Clock clock)
            throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                switch (exchange.getRequestURI().getPath()) {
                    case "/metrics" ->
                        answer(
                                exchange,
                                200,
                                "text/plain; version=0.0.4; charset=utf-8",
                                metrics.text(clock.instant()));
                    case "/health" -> health(exchange, Health.problems(noted.commands(), since));
                    default -> plain(exchange, 404, "there are /metrics and /health");
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("cannot answer a request for metrics", e);
                throw e;
            }
        });
        server.start();
        return new MetricsServer(server);
    }

    private static void health(HttpExchange exchange, List<String> problems) throws IOException {
        plain(exchange, problems.isEmpty() ? 200 : 503, problems.isEmpty() ? "ok" : String.join("\n", problems));
    }

    private static void plain(HttpExchange exchange, int code, String text) throws IOException {
        answer(exchange, code, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
