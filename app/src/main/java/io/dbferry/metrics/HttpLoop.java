package io.dbferry.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET requests, one for each connection, on one thread that waits for nobody. Who sends half a request, or does
 * not read the answer, holds a few kilobytes for some seconds; when too many do, the oldest connection is closed for the
 * newest.
 */
final class HttpLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLoop.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 256;
    private static final int LONGEST_REQUEST = 8192;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HOST = "Host:";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Pages pages;
    private final Deque<Connection> oldestFirst = new ArrayDeque<>();

    private HttpLoop(ServerSocketChannel server, Selector selector, Pages pages) {
        this.server = server;
        this.selector = selector;
        this.pages = pages;
    }

    /**
     * What is sent back.
     *
     * @param policy what a browser may load for it; nothing if it is empty
     */
    record Answer(int code, String type, String policy, byte[] body) {
        static Answer plain(int code, String text) {
            return new Answer(code, TEXT, "", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }

        private ByteBuffer bytes() {
            byte[] head = ("HTTP/1.1 " + code + " " + (code == 200 ? "OK" : "Problem") + "\r\nContent-Type: " + type
                            + "\r\nContent-Length: " + body.length
                            + "\r\nContent-Security-Policy: " + (policy.isEmpty() ? NOTHING : policy)
                            + "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer"
                            + "\r\nCross-Origin-Resource-Policy: same-origin\r\nCache-Control: no-store"
                            + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(head.length + body.length)
                    .put(head)
                    .put(body)
                    .flip();
        }
    }

    /**
     * A GET.
     *
     * @param host as the header {@code Host} names it, with or without a port; empty if there is none
     */
    record Request(String path, Optional<String> host) {}

    /** Answers a request; quickly, as nobody else is answered meanwhile. */
    interface Pages {
        Answer get(Request request) throws IOException;
    }

    /** A connection, and how far it is. */
    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST);
        private final long since = System.nanoTime();
        private @Nullable ByteBuffer answer;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        boolean isTooOld() {
            return System.nanoTime() - since > LONGEST.toNanos();
        }
    }

    /** @throws IOException if the port is taken */
    static HttpLoop start(InetSocketAddress address, Pages pages) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address);
            server.configureBlocking(false);
            Selector selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            HttpLoop loop = new HttpLoop(server, selector, pages);
            Thread thread = new Thread(loop::run, "metrics");
            thread.setDaemon(true);
            thread.start();
            return loop;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve, LONGEST.toMillis() / 5);
                while (!oldestFirst.isEmpty() && oldestFirst.peek().isTooOld()) {
                    close(oldestFirst.remove());
                }
            }
        } catch (ClosedSelectorException e) {
            LOG.debug("no longer served", e);
        } catch (IOException e) {
            LOG.warn("cannot answer requests for metrics any more", e);
        } finally {
            oldestFirst.forEach(HttpLoop::close);
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.attachment() instanceof Connection connection) {
                serve(connection, key);
            } else {
                accept();
            }
        } catch (CancelledKeyException e) {
            LOG.debug("a connection was closed for a newer one", e);
        } catch (IOException e) {
            LOG.debug("a connection for metrics broke", e);
            if (key.attachment() instanceof Connection connection) {
                end(connection);
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        channel.configureBlocking(false);
        if (oldestFirst.size() == MOST_CONNECTIONS) {
            close(oldestFirst.remove());
        }
        Connection connection = new Connection(channel);
        oldestFirst.add(connection);
        channel.register(selector, SelectionKey.OP_READ, connection);
    }

    private void serve(Connection connection, SelectionKey key) throws IOException {
        ByteBuffer answer = connection.answer;
        if (answer == null) {
            answer = read(connection);
            connection.answer = answer;
        }
        if (answer != null) {
            connection.channel.write(answer);
            if (answer.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
            } else {
                end(connection);
            }
        }
    }

    /** The answer, once the request is there. */
    private @Nullable ByteBuffer read(Connection connection) throws IOException {
        int read = connection.channel.read(connection.request);
        String request =
                new String(connection.request.array(), 0, connection.request.position(), StandardCharsets.ISO_8859_1);
        if (request.contains("\r\n\r\n") || request.contains("\n\n")) {
            return answer(request.lines().takeWhile(line -> !line.isEmpty()).toList())
                    .bytes();
        }
        if (read < 0) {
            throw new IOException("it ended within the request");
        }
        return connection.request.hasRemaining()
                ? null
                : Answer.plain(431, "a request is shorter").bytes();
    }

    private Answer answer(List<String> lines) {
        String[] words = (lines.isEmpty() ? "" : lines.get(0)).split(" ", -1);
        if (words.length != 3 || !words[0].equals("GET")) {
            return Answer.plain(405, "only GET is answered");
        }
        List<String> hosts = lines.stream()
                .filter(line -> line.regionMatches(true, 0, HOST, 0, HOST.length()))
                .map(line -> line.substring(HOST.length()).strip())
                .toList();
        if (hosts.size() > 1) {
            return Answer.plain(400, "a request has one Host");
        }
        try {
            return pages.get(new Request(
                    words[1].replaceFirst("\\?.*", ""), hosts.stream().findFirst()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot answer a request for metrics", e);
            return Answer.plain(500, "the log says why this cannot be answered");
        }
    }

    private void end(Connection connection) {
        oldestFirst.remove(connection);
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.channel.close();
        } catch (IOException e) {
            LOG.debug("a connection cannot be closed", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
