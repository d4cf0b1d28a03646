package io.dbferry.init.superuser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import javax.net.SocketFactory;

/** Gives the driver sockets that are a {@link SocketRelay} run as another user. The driver makes it by its name. */
public final class RelayedSockets extends SocketFactory {
    private final String user;
    private final String path;

    /** @param argument user and socket, with a colon between them */
    public RelayedSockets(String argument) {
        int colon = argument.indexOf(':');
        this.user = argument.substring(0, colon);
        this.path = argument.substring(colon + 1);
    }

    @Override
    public Socket createSocket() throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Process relay = new ProcessBuilder(List.of(
                        "runuser",
                        "-u",
                        user,
                        "--",
                        java,
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SocketRelay.class.getName(),
                        path))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Relayed(relay);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket();
    }

    /** A process as a socket. It has no options, and waits as long as the server does. */
    private static final class Relayed extends Socket {
        private final Process relay;

        Relayed(Process relay) {
            this.relay = relay;
        }

        @Override
        public void connect(SocketAddress address, int timeout) {}

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InputStream getInputStream() {
            return relay.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() {
            return relay.getOutputStream();
        }

        @Override
        public boolean isClosed() {
            return !relay.isAlive();
        }

        @Override
        public synchronized void close() throws IOException {
            relay.destroy();
            super.close();
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setKeepAlive(boolean on) {}

        @Override
        public synchronized void setSoTimeout(int timeout) {}

        @Override
        public synchronized int getSoTimeout() {
            return 0;
        }
    }
}
