package io.dbferry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.metrics.HttpLoop.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who stops in the middle of a request keeps nobody else from an answer. */
@Timeout(60)
class HttpLoopTest {
    private InetSocketAddress address;
    private HttpLoop loop;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
        }
        loop = HttpLoop.start(address, request -> {
            String path = request.path();
            if (path.equals("/broken")) {
                throw new IOException("as the test wants it");
            }
            return Answer.plain(path.equals("/large") ? 200 : 404, "x".repeat(path.equals("/large") ? 5_000_000 : 1));
        });
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void requestIsAnsweredAtOnceBesideHundredsOfHalfOnes() throws IOException {
        List<Socket> half = new ArrayList<>();
        try {
            for (String sent : List.of("", "G", "GET /health HTTP/1.1\r\nHost: ")) {
                for (int i = 0; i < 100; i++) {
                    half.add(send(sent));
                }
            }
            for (int i = 0; i < 5; i++) {
                half.add(send("GET /large HTTP/1.1\r\n\r\n"));
            }
            Instant before = Instant.now();

            assertThat(ask("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ")
                    .endsWith("\r\n\r\nx\n");

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    @Test
    void halfARequestIsClosedAfterSomeSeconds() throws IOException {
        try (Socket half = send("GET /")) {
            half.setSoTimeout(20_000);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNoShortGetIsRefusedAndWhatFailsIsSaid() throws IOException {
        assertThat(ask("POST /x HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405 ");
        assertThat(ask("\r\n\r\n")).startsWith("HTTP/1.1 405 ");
        assertThat(ask("GET /broken HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 500 ");
        assertThat(ask("GET /" + "a".repeat(8192 - 5))).startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET /large?a=b HTTP/1.0\n\n"))
                .startsWith("HTTP/1.1 200 OK")
                .hasSizeGreaterThan(5_000_000);
    }

    private String ask(String request) throws IOException {
        try (Socket socket = send(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Socket send(String request) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
