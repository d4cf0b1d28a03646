package io.dbferry.stream.store.sftp.pipe;

import java.io.IOException;
import org.apache.sshd.sftp.client.impl.SftpResponse;

/** The answer to a question that is on its way. To be taken once, or {@linkplain #forget() forgotten}. */
public final class Reply<T> {
    /** Reads an answer's packet. */
    interface Reading<T> {
        T of(SftpResponse packet) throws IOException;
    }

    private final SftpPackets packets;
    private final int type;
    private final int number;
    private final Reading<T> reading;

    Reply(SftpPackets packets, int type, int number, Reading<T> reading) {
        this.packets = packets;
        this.type = type;
        this.number = number;
        this.reading = reading;
    }

    /**
     * Waits for the answer; all that was asked by then is sent.
     *
     * @throws org.apache.sshd.sftp.common.SftpException if the server refuses
     * @throws IOException if the connection broke, or what came is no answer
     */
    public T take() throws IOException {
        return packets.take(type, number, reading);
    }

    /** Whether the answer has come: one to a later question was taken, or one that came with it. */
    public boolean isDue() {
        return packets.isDue(number);
    }

    /** Whatever the answer is. */
    public void forget() {
        packets.forget(number);
    }
}
