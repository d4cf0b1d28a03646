package io.dbferry.stream.store.sftp.pipe;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpErrorDataHandler;
import org.apache.sshd.sftp.client.SftpMessage;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;

/** Apache MINA's reading of SFTP's packets, on a channel that is not its own. */
final class SftpPackets extends AbstractSftpClient {
    private final SftpPipe pipe;
    private final NavigableMap<String, byte[]> extensions = new TreeMap<>();

    SftpPackets(SftpPipe pipe) {
        super(SftpErrorDataHandler.EMPTY);
        this.pipe = pipe;
    }

    /** The first packets, one each way. */
    void begin(Duration most) throws IOException {
        pipe.begin();
        Buffer answer = new ByteArrayBuffer(pipe.take(SftpPipe.VERSION, most));
        try {
            answer.getInt();
            int type = answer.getUByte();
            int version = answer.getInt();
            if (type != SftpConstants.SSH_FXP_VERSION || version != SftpConstants.SFTP_V3) {
                throw new NotSftpException("a packet of type " + type + " for version " + version);
            }
            while (answer.available() > 0) {
                extensions.put(answer.getString(StandardCharsets.UTF_8), answer.getBytes());
            }
        } catch (RuntimeException e) {
            throw new NotSftpException("the first packet cannot be read", e);
        }
    }

    <T> Reply<T> ask(int type, Buffer body, Reply.Reading<T> reading) throws IOException {
        return new Reply<>(this, type, pipe.send(type, body), reading);
    }

    <T> T take(int type, int number, Reply.Reading<T> reading) throws IOException {
        Buffer packet = receive(number);
        try {
            return reading.of(SftpResponse.parse(type, packet));
        } catch (SftpException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // MINA checks lengths, and throws what it likes
            NotSftpException why = new NotSftpException("an answer cannot be read: " + e.getMessage(), e);
            pipe.ended(why);
            throw why;
        }
    }

    boolean isDue(int number) {
        return pipe.isDue(number);
    }

    void forget(int number) {
        pipe.forget(number);
    }

    Done done(SftpResponse answer) throws IOException {
        checkResponseStatus(answer);
        return Done.DONE;
    }

    byte[] handle(SftpResponse answer) throws IOException {
        return checkHandleResponse(answer);
    }

    Attributes attributes(SftpResponse answer) throws IOException {
        return checkAttributesResponse(answer);
    }

    /** Whether it is the end of a file or a folder, and no failure. */
    boolean isEnd(SftpResponse answer) throws IOException {
        try {
            if (answer.getType() == SftpConstants.SSH_FXP_STATUS) {
                checkResponseStatus(answer);
            }
            return false;
        } catch (SftpException e) {
            if (e.getStatus() == SftpConstants.SSH_FX_EOF) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Empty behind the last. Not as MINA reads them, which takes the kind of a file from a text for people where the
     * permissions do not have it.
     */
    List<Found.Named> names(SftpResponse answer) throws IOException {
        if (isEnd(answer)) {
            return List.of();
        }
        require(SftpConstants.SSH_FXP_NAME, answer);
        Buffer body = answer.getBuffer();
        int count = body.getInt();
        List<Found.Named> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = body.getString();
            body.getString(); // the text for people
            names.add(new Found.Named(name, Found.of(readAttributes(answer.getCmd(), body, new AtomicInteger()))));
        }
        return names;
    }

    static void require(int type, SftpResponse answer) throws NotSftpException {
        if (answer.getType() != type) {
            throw new NotSftpException("a packet of type " + answer.getType() + " instead of " + type);
        }
    }

    @Override
    public int getVersion() {
        return SftpConstants.SFTP_V3;
    }

    @Override
    public NavigableMap<String, byte[]> getServerExtensions() {
        return Collections.unmodifiableNavigableMap(extensions);
    }

    @Override
    public Charset getNameDecodingCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public void setNameDecodingCharset(Charset charset) {
        throw new UnsupportedOperationException("names are UTF-8");
    }

    @Override
    public @Nullable ClientChannel getClientChannel() {
        return null;
    }

    @Override
    public @Nullable ClientSession getClientSession() {
        return null;
    }

    @Override
    public int send(int type, Buffer body) throws IOException {
        return pipe.send(type, body);
    }

    @Override
    public SftpMessage write(int type, Buffer body) {
        throw new UnsupportedOperationException("MINA's streams are not used");
    }

    @Override
    public Buffer receive(int number) throws IOException {
        return new ByteArrayBuffer(pipe.take(number));
    }

    @Override
    public Buffer receive(int number, long millis) throws IOException {
        return receive(number, Duration.ofMillis(millis));
    }

    @Override
    public Buffer receive(int number, Duration most) throws IOException {
        return new ByteArrayBuffer(pipe.take(number, most));
    }

    @Override
    public boolean isOpen() {
        return pipe.isOpen();
    }

    @Override
    public boolean isClosing() {
        return !isOpen();
    }

    @Override
    public void close() {
        pipe.ended(new IOException("closed"));
    }
}
