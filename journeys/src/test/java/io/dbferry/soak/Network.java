package io.dbferry.soak;

import io.dbferry.testing.FreePort;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The way to a server of this machine: a port whose connections can be cut, refused, or left without a byte. */
final class Network implements AutoCloseable {
    private static final int BIND_ATTEMPTS = 100;

    private final int port;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object silence = new Object();
    private boolean silent;
    private @Nullable ServerSocket door;

    private Network(int port, int target) {
        this.port = port;
        this.target = target;
    }

    static Network to(int target) throws IOException {
        Network network = new Network(FreePort.any(), target);
        network.restore();
        return network;
    }

    int port() {
        return port;
    }

    /** Breaks what is connected now; the next connection succeeds. */
    void cut() {
        open.forEach(Network::reset);
    }

    /** Breaks what is connected now, and refuses whoever comes. */
    void refuse() throws IOException {
        shut();
        cut();
    }

    /** Lets connections stand, and no byte through. */
    void silence() {
        synchronized (silence) {
            silent = true;
        }
    }

    /** Goes on as if nothing had been. */
    void restore() throws IOException {
        synchronized (silence) {
            silent = false;
            silence.notifyAll();
        }
        open();
    }

    private synchronized void open() throws IOException {
        if (door != null) {
            return;
        }
        ServerSocket fresh = new ServerSocket();
        fresh.setReuseAddress(true);
        for (int attempt = 1; !fresh.isBound(); attempt++) {
            try {
                fresh.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            } catch (BindException e) {
                if (attempt == BIND_ATTEMPTS) {
                    throw e;
                }
                awaitClosed(); // the one that was closed goes when its thread has noticed
            }
        }
        door = fresh;
        start("network", () -> welcome(fresh));
    }

    private static void awaitClosed() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void shut() throws IOException {
        if (door != null) {
            door.close();
            door = null;
        }
    }

    private void welcome(ServerSocket at) {
        while (!at.isClosed()) {
            try {
                Socket here = at.accept();
                open.add(here);
                start("network", () -> connect(here));
            } catch (IOException e) {
                if (!at.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket here) {
        try {
            Socket there = new Socket("127.0.0.1", target);
            open.add(there);
            start("network", () -> carry(there, here));
            carry(here, there);
        } catch (IOException e) {
            reset(here); // nobody listens there
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] bytes = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitSound();
                out.write(bytes, 0, read);
            }
        } catch (IOException e) {
            reset(to); // whoever sees one end break sees the other one break
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void awaitSound() throws InterruptedException {
        synchronized (silence) {
            while (silent) {
                silence.wait();
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            return; // closed already
        } finally {
            close(socket);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        refuse();
    }
}
