package io.dbferry.stream.store.sftp.pipe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;
import org.jspecify.annotations.Nullable;

/**
 * Questions to an SFTP server and their answers, told apart by number. A question is on its way when somebody waits for an
 * answer, or when a packet's worth of them is there. Once the connection is broken every call fails. May be used by several threads.
 */
final class SftpPipe implements PacketStream.Arrivals {
    /** The number under which the server's first packet waits, which has none. */
    static final int VERSION = 0;

    private static final int NUMBER_AT = Integer.BYTES + Byte.BYTES;

    /** A question's place in the longest chain of questions, each asked after an answer was read. */
    private static final class Question {
        private final int round;
        private byte @Nullable [] answer;
        private boolean forgotten;

        Question(int round) {
            this.round = round;
        }
    }

    private final OutputStream out;
    private final Object sending = new Object();
    private final Map<Integer, Question> asked = new HashMap<>();
    private @Nullable IOException end;
    private int last = VERSION;
    private int round;

    /** @param out where questions go; a flush sends them */
    SftpPipe(OutputStream out) {
        this.out = out;
    }

    /** Begins the talk: version 3, which all servers speak. */
    void begin() throws IOException {
        synchronized (sending) {
            expect(VERSION);
            ByteBuffer packet = header(SftpConstants.SSH_FXP_INIT, SftpConstants.SFTP_V3, 0);
            write(packet.array(), 0, packet.position());
        }
    }

    /** Asks, and returns the question's number. */
    int send(int type, Buffer body) throws IOException {
        synchronized (sending) {
            int number = ++last;
            expect(number);
            ByteBuffer packet = header(type, number, body.available());
            write(packet.array(), 0, packet.position());
            write(body.array(), body.rpos(), body.available());
            return number;
        }
    }

    private static ByteBuffer header(int type, int number, int bytes) {
        return ByteBuffer.allocate(Integer.BYTES + PacketStream.LEAST_BYTES)
                .putInt(PacketStream.LEAST_BYTES + bytes)
                .put((byte) type)
                .putInt(number);
    }

    private void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            out.write(bytes, offset, count);
        } catch (IOException e) {
            ended(e);
            throw e;
        }
    }

    /** Sends what was asked. */
    void flush() throws IOException {
        synchronized (sending) {
            try {
                out.flush();
            } catch (IOException e) {
                ended(e);
                throw e;
            }
        }
    }

    private synchronized void expect(int number) throws IOException {
        requireOpen();
        asked.put(number, new Question(round + 1));
    }

    private void requireOpen() throws IOException {
        if (end != null) {
            throw new IOException(end.getMessage(), end);
        }
    }

    /** Waits for an answer, as long as the session lives: it looks for signs of life itself. */
    byte[] take(int number) throws IOException {
        return take(number, Duration.ZERO);
    }

    /** @param most zero for as long as the session lives */
    byte[] take(int number, Duration most) throws IOException {
        if (!hasArrived(number)) {
            flush();
        }
        synchronized (this) {
            Question question = asked.get(number);
            if (question == null) {
                throw new IllegalStateException("nobody asked question " + number);
            }
            byte[] answer = await(question, most);
            asked.remove(number);
            round = Math.max(round, question.round);
            return answer;
        }
    }

    private synchronized boolean hasArrived(int number) {
        Question question = asked.get(number);
        return question != null && question.answer != null;
    }

    private byte[] await(Question question, Duration most) throws IOException {
        long until = System.nanoTime() + most.toNanos();
        while (question.answer == null) {
            requireOpen();
            long left = most.isZero() ? 0 : TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left < 0 || left == 0 && !most.isZero()) {
                throw new IOException("no answer within " + most.toSeconds() + " seconds");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the server");
            }
        }
        return question.answer;
    }

    /** Whether an answer of the same round, or a later one, was taken. */
    synchronized boolean isDue(int number) {
        Question question = asked.get(number);
        return question != null && question.round <= round;
    }

    /** The answer will not be read. */
    synchronized void forget(int number) {
        Question question = asked.get(number);
        if (question != null && question.answer != null) {
            asked.remove(number);
        } else if (question != null) {
            question.forgotten = true;
        }
    }

    @Override
    public synchronized void arrived(byte[] packet) throws IOException {
        int number =
                asked.containsKey(VERSION) ? VERSION : ByteBuffer.wrap(packet).getInt(NUMBER_AT);
        Question question = asked.get(number);
        if (question == null || question.answer != null) {
            throw new NotSftpException("an answer to a question that was not asked");
        }
        if (question.forgotten) {
            asked.remove(number);
        }
        question.answer = packet;
        notifyAll();
    }

    @Override
    public synchronized void ended(IOException why) {
        if (end == null) {
            end = why;
        }
        notifyAll();
    }

    synchronized boolean isOpen() {
        return end == null;
    }

    /** How many questions were asked, the first one included. */
    int requests() {
        synchronized (sending) {
            return last + 1;
        }
    }

    /** The longest chain of questions that waited for each other: it does not depend on time. */
    synchronized int roundTrips() {
        return round;
    }
}
