package io.dbferry.init.superuser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A program that joins its standard input and output with a Unix socket, so that a server sees its user. */
public final class SocketRelay {
    private static final int BUFFER = 1 << 16;

    private SocketRelay() {}

    public static void main(String[] words) throws IOException {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(words[0]));
            Thread up = new Thread(() -> copy(System.in, Channels.newOutputStream(socket)), "up");
            up.setDaemon(true);
            up.start();
            copy(Channels.newInputStream(socket), System.out);
        }
    }

    /** The end of one direction ends the program, and with it the other. */
    private static void copy(InputStream from, OutputStream to) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        } catch (IOException e) {
            return;
        }
    }
}
