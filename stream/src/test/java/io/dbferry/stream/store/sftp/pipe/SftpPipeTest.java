package io.dbferry.stream.store.sftp.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a server sends, byte by byte, good and hostile ones. */
@Timeout(10)
final class SftpPipeTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final SftpPipe pipe = new SftpPipe(sent);
    private final PacketStream server = new PacketStream(pipe);
    private final SftpPackets packets = new SftpPackets(pipe);

    @BeforeEach
    void begin() throws IOException {
        pipe.begin();
        answer(new ByteArrayBuffer(), SftpConstants.SSH_FXP_VERSION, SftpConstants.SFTP_V3);
        pipe.take(SftpPipe.VERSION);
    }

    @Test
    void answersInAnyOrderFindTheirQuestions() throws IOException {
        Reply<Done> first = close();
        Reply<Done> second = close();

        status(2, SftpConstants.SSH_FX_FAILURE);
        status(1, SftpConstants.SSH_FX_OK);

        assertThat(first.take()).isEqualTo(Done.DONE);
        assertThatThrownBy(second::take).isInstanceOfSatisfying(SftpException.class, e -> assertThat(e.getStatus())
                .isEqualTo(SftpConstants.SSH_FX_FAILURE));
        assertThat(pipe.isOpen()).isTrue();
    }

    @Test
    void whatIsAskedTogetherIsOneRoundTrip() throws IOException {
        Reply<Done> first = close();
        Reply<Done> second = close();
        status(1, SftpConstants.SSH_FX_OK);
        status(2, SftpConstants.SSH_FX_OK);
        first.take();
        assertThat(second.isDue()).isTrue();
        second.take();
        assertThat(pipe.roundTrips()).as("with the first packets").isEqualTo(2);

        Reply<Done> third = close();
        assertThat(third.isDue()).isFalse();
        status(3, SftpConstants.SSH_FX_OK);
        third.take();

        assertThat(pipe.roundTrips()).isEqualTo(3);
        assertThat(pipe.requests()).isEqualTo(4);
    }

    @Test
    void forgottenAnswerIsNotKept() throws IOException {
        close().forget();
        status(1, SftpConstants.SSH_FX_OK);

        assertThatThrownBy(() -> status(1, SftpConstants.SSH_FX_OK))
                .as("nobody waits for it any more")
                .isInstanceOf(NotSftpException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4, 256 * 1024 + 1, Integer.MAX_VALUE, 0x57656c63})
    void packetOfAnImpossibleLengthIsRefusedBeforeThereIsMemoryForIt(int length) throws IOException {
        Reply<Done> waiting = close();

        assertThatThrownBy(
                        () -> server.write(ByteBuffer.allocate(4).putInt(length).array()))
                .isInstanceOf(NotSftpException.class)
                .hasMessage("a packet of " + Integer.toUnsignedString(length) + " bytes");
        assertThatThrownBy(waiting::take).hasMessageContaining("a packet of ");
        assertThatThrownBy(this::close).hasMessageContaining("a packet of ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -7})
    void answerToNoQuestionEndsIt(int number) throws IOException {
        Reply<Done> waiting = close();

        assertThatThrownBy(() -> status(number, SftpConstants.SSH_FX_OK)).isInstanceOf(NotSftpException.class);
        assertThatThrownBy(waiting::take).hasMessage("an answer to a question that was not asked");
    }

    @Test
    void secondAnswerEndsIt() throws IOException {
        close();
        status(1, SftpConstants.SSH_FX_OK);

        assertThatThrownBy(() -> status(1, SftpConstants.SSH_FX_OK)).isInstanceOf(NotSftpException.class);
    }

    @Test
    void endOfTheConnectionEndsAllWaiting() throws Exception {
        List<Reply<Done>> replies = List.of(close(), close());
        List<CompletableFuture<Void>> waiting = replies.stream()
                .map(reply -> CompletableFuture.runAsync(
                        () -> assertThatThrownBy(reply::take).hasMessage("the server ended the channel")))
                .toList();

        server.close();

        for (CompletableFuture<Void> each : waiting) {
            each.get();
        }
    }

    @Test
    void serverThatStaysSilentAtTheBeginningIsNotWaitedForForEver() throws IOException {
        SftpPipe silent = new SftpPipe(sent);

        assertThatThrownBy(() -> new SftpPackets(silent).begin(Duration.ofMillis(20)))
                .hasMessage("no answer within 0 seconds");
    }

    @Test
    void otherVersionIsNotSpoken() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        SftpPipe other = new SftpPipe(new ByteArrayOutputStream() {
            @Override
            public void flush() {
                begun.countDown();
            }
        });
        CompletableFuture<Void> begins = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> new SftpPackets(other).begin(Duration.ofSeconds(5)))
                        .isInstanceOf(NotSftpException.class)
                        .hasMessage("a packet of type 2 for version 2"));
        begun.await();

        new PacketStream(other).write(packet(new ByteArrayBuffer(), SftpConstants.SSH_FXP_VERSION, 2));

        begins.get();
    }

    @Test
    void answerThatEndsTooEarlyEndsIt() throws IOException {
        Reply<byte[]> opening = packets.ask(SftpConstants.SSH_FXP_OPEN, new ByteArrayBuffer(), packets::handle);
        Buffer body = new ByteArrayBuffer();
        body.putInt(100); // of a handle that does not come
        answer(body, SftpConstants.SSH_FXP_HANDLE, 1);

        assertThatThrownBy(opening::take).isInstanceOf(NotSftpException.class);
        assertThat(pipe.isOpen()).isFalse();
    }

    @Test
    void listThatAnnouncesMoreNamesThanComeEndsIt() throws IOException {
        Reply<List<Found.Named>> names =
                packets.ask(SftpConstants.SSH_FXP_READDIR, new ByteArrayBuffer(), packets::names);
        Buffer body = new ByteArrayBuffer();
        body.putInt(Integer.MAX_VALUE);
        body.putString("a");
        body.putString("text for people");
        body.putInt(0);
        answer(body, SftpConstants.SSH_FXP_NAME, 1);

        assertThatThrownBy(names::take).isInstanceOf(NotSftpException.class);
    }

    @Test
    void kindOfAFileIsNotTakenFromATextForPeople() throws IOException {
        Reply<List<Found.Named>> names =
                packets.ask(SftpConstants.SSH_FXP_READDIR, new ByteArrayBuffer(), packets::names);
        Buffer body = new ByteArrayBuffer();
        body.putInt(1);
        body.putString("pipe");
        body.putString("-rw-r--r-- 1 a a 0 Jan 1 00:00 pipe");
        body.putInt(0);
        answer(body, SftpConstants.SSH_FXP_NAME, 1);

        assertThat(names.take()).extracting(name -> name.found().kind()).containsExactly(Found.Kind.OTHER);
    }

    @Test
    void answerOfAnotherTypeEndsIt() throws IOException {
        Reply<List<Found.Named>> names =
                packets.ask(SftpConstants.SSH_FXP_READDIR, new ByteArrayBuffer(), packets::names);
        Buffer body = new ByteArrayBuffer();
        body.putBytes("handle".getBytes(StandardCharsets.UTF_8));
        answer(body, SftpConstants.SSH_FXP_HANDLE, 1);

        assertThatThrownBy(names::take).isInstanceOf(NotSftpException.class);
    }

    @Test
    void questionsCarryLengthTypeAndNumber() throws IOException {
        sent.reset();
        Buffer body = new ByteArrayBuffer();
        body.putString("x");
        pipe.send(SftpConstants.SSH_FXP_LSTAT, body);

        assertThat(sent.toByteArray()).containsExactly(0, 0, 0, 10, 7, 0, 0, 0, 1, 0, 0, 0, 1, 'x');
    }

    private Reply<Done> close() throws IOException {
        return packets.ask(SftpConstants.SSH_FXP_CLOSE, new ByteArrayBuffer(), packets::done);
    }

    private void status(int number, int code) throws IOException {
        Buffer body = new ByteArrayBuffer();
        body.putInt(code);
        body.putString("message");
        body.putString("");
        answer(body, SftpConstants.SSH_FXP_STATUS, number);
    }

    private void answer(Buffer body, int type, int number) throws IOException {
        for (byte each : packet(body, type, number)) {
            server.write(each);
        }
    }

    private static byte[] packet(Buffer body, int type, int number) {
        byte[] content = body.getCompactData();
        return ByteBuffer.allocate(9 + content.length)
                .putInt(5 + content.length)
                .put((byte) type)
                .putInt(number)
                .put(content)
                .array();
    }
}
