package io.dbferry.testing.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server of this process, which keeps what it is asked. */
public final class WebServer implements AutoCloseable {
    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    /** A request as it came. */
    public record Request(String method, String path, String body) {}

    private WebServer(HttpServer server) {
        this.server = server;
    }

    public static WebServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        WebServer server = new WebServer(http);
        http.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            server.requests.add(new Request(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), body));
            exchange.sendResponseHeaders(server.status, -1);
            exchange.close();
        });
        http.start();
        return server;
    }

    /** Answers with that from now on. */
    public void answer(int other) {
        status = other;
    }

    public String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** {@code GET /path} of each. */
    public List<String> calls() {
        return requests.stream().map(r -> r.method() + " " + r.path()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
