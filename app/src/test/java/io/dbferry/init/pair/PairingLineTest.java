package io.dbferry.init.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.find.ShellWord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairingLineTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00.5Z");
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOL0lBlFN5JCA8uctsbLBCYvzljBTlH/sVQFbi+6gvUP";
    private static final String OTHER =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfLNHsf2SoVk5MdHfS3k3gLZ0Bq5Ue4cm5b4gB9J4sN";

    private final PairingLine line = PairingLine.draw(
            "city", "sftp://city@[2001:db8::1]:2222/my bkps,100%", "SHA256:a+b/c", Optional.empty(), NOW);

    @Test
    void lineIsOneWordOfAShellAndComesBackAsItWas() throws Exception {
        String text = PairingLine.draw("city", "sftp://city@viz:22/bkps", "SHA256:a+b/c", Optional.empty(), NOW)
                .text();

        assertThat(ShellWord.of(text)).isEqualTo(text);
        assertThat(PairingLine.read(" " + line.text() + "\n")).isEqualTo(line);
        assertThat(line.address().host()).isEqualTo("2001:db8::1");
        assertThat(line.address().port()).isEqualTo(2222);
    }

    @Test
    void lineBringsTheRecipientOfAReceiverThatDecrypts() throws Exception {
        String recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        PairingLine encrypting =
                PairingLine.draw("city", "sftp://city@viz/bkps", "SHA256:a", Optional.of(recipient), NOW);

        assertThat(PairingLine.read(encrypting.text()).recipient()).contains(recipient);
        assertThat(line.recipient()).isEmpty();
    }

    @Test
    void lineIsOverAfterFifteenMinutes() {
        assertThat(line.isOver(NOW.plusSeconds(899))).isFalse();
        assertThat(line.isOver(NOW.plusSeconds(900))).isTrue();
    }

    @Test
    void lineThatWasCutOrChangedIsRefused() {
        String text = line.text();
        String cause = "it is not complete, or was changed on the way: paste the whole line again";

        assertThatThrownBy(() -> PairingLine.read(text.substring(0, text.length() - 1)))
                .isInstanceOf(BadAnswer.class)
                .hasMessage(cause);
        assertThatThrownBy(() -> PairingLine.read(text.replace("city@", "evil@")))
                .hasMessage(cause);
        assertThatThrownBy(() -> PairingLine.read(text.substring(0, 60))).hasMessage(cause);
    }

    @Test
    void otherTextsAreRefused() {
        assertThatThrownBy(() -> PairingLine.read("hello"))
                .hasMessage(
                        "it is no line that 'dbferry init receiver --apply' prints: those begin with dbferry-pair:1,");
        assertThatThrownBy(() -> PairingLine.read("dbferry-pair:2,x"))
                .hasMessage("it is of another version of DbFerry: install the same one on both servers");
    }

    @Test
    void wordsDifferWithAllThatCanBeExchangedOnTheWay() {
        PairingLine same =
                new PairingLine(line.stream(), "sftp://x@y/z", line.hostKey(), line.recipient(), line.secret(), NOW);
        PairingLine otherHost =
                new PairingLine(line.stream(), line.depot(), "SHA256:z", line.recipient(), line.secret(), NOW);
        PairingLine otherSecret = PairingLine.draw(line.stream(), line.depot(), line.hostKey(), line.recipient(), NOW);
        String words = PairingWords.of(line, KEY);

        assertThat(words.split(" ")).hasSize(4);
        assertThat(PairingWords.of(same, KEY)).isEqualTo(words);
        assertThat(PairingWords.of(line, OTHER)).isNotEqualTo(words);
        PairingLine otherRecipient =
                new PairingLine(line.stream(), line.depot(), line.hostKey(), Optional.of("age1x"), line.secret(), NOW);
        assertThat(PairingWords.of(otherRecipient, KEY)).isNotEqualTo(words);
        assertThat(PairingWords.of(otherHost, KEY)).isNotEqualTo(words);
        assertThat(PairingWords.of(otherSecret, KEY)).isNotEqualTo(words);
    }

    @Test
    void eachByteHasAWordOfItsOwn() {
        assertThat(new HashSet<>(Arrays.asList(PairingWords.WORDS))).hasSize(256);
    }

    @Test
    void noteIsAKeyAndNothingElse() {
        assertThat(KeyNote.read(new KeyNote(KEY, "app").bytes())).contains(new KeyNote(KEY, "app"));
        for (String hostile : new String[] {
            KEY + "\nssh-ed25519 AAAA", "command=\"sh\" " + KEY, KEY + " comment", "ssh-rsa " + KEY.substring(12), ""
        }) {
            assertThat(KeyNote.read(new KeyNote(hostile, "app").bytes()))
                    .as(hostile)
                    .isEmpty();
        }
        assertThat(KeyNote.read("{\"key\": null, \"host\": \"app\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Optional.empty());
        assertThat(KeyNote.read(new KeyNote(KEY, "a".repeat(300)).bytes())).isEmpty();
        assertThat(KeyNote.read("junk".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
