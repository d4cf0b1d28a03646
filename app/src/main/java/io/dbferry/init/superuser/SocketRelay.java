package io.dbferry.init.superuser;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** A program that joins its standard input and output with a Unix socket, so that a server sees its user. */
public final class SocketRelay {
    private static final int BUFFER = 1 << 16;

    private SocketRelay() {}

    public static void main(String[] words) throws IOException {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(words[0]));
            Thread up = new Thread(() -> copy(new FileInputStream(FileDescriptor.in).getChannel(), socket), "up");
            up.setDaemon(true);
            up.start();
            copy(socket, new FileOutputStream(FileDescriptor.out).getChannel());
        }
    }

    /** The end of one direction ends the program, and with it the other. */
    private static void copy(ReadableByteChannel from, WritableByteChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            return;
        }
    }
}
