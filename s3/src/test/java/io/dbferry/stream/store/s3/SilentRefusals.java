package io.dbferry.stream.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and resets the connection where that answers 412: what a client meets that still writes its
 * request when the server has refused it and closed the connection.
 */
final class SilentRefusals implements AutoCloseable {
    private static final String REFUSAL = "HTTP/1.1 412";

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final AtomicInteger refusals = new AtomicInteger();

    SilentRefusals(URI server) throws IOException {
        this.server = server.getPort();
        start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    int refusals() {
        return refusals.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "silent-refusals");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                start(() -> pump(client, upstream, false));
                start(() -> pump(upstream, client, true));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                if (answers && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).startsWith(REFUSAL)) {
                    refusals.incrementAndGet();
                    to.setSoLinger(true, 0);
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one of the two has closed it
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
