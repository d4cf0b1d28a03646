package io.dbferry.receiver.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.receiver.publish.PublishAccount;
import io.dbferry.receiver.publish.PublishFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {
    @TempDir
    private Path folder;

    private KafkaSettings of(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("kafka.properties"), text);
        return KafkaSettings.of(new PublishAccount("k:9092", "dbferry.viz", Optional.of(file)));
    }

    @Test
    void fileIsOverDefaultsAndWhatThePromisesNeedIsOverTheFile() throws Exception {
        KafkaSettings settings = of("sasl.jaas.config=the secret\nmax.block.ms=3000\ntransaction.timeout.ms=5\n");

        assertThat(settings.producer())
                .containsEntry("sasl.jaas.config", "the secret")
                .containsEntry("transaction.timeout.ms", "5")
                .containsEntry("bootstrap.servers", "k:9092")
                .containsEntry("enable.idempotence", true)
                .containsEntry("acks", "all")
                .containsEntry("transactional.id", "dbferry.viz");
        assertThat(settings.consumer())
                .containsEntry("isolation.level", "read_committed")
                .doesNotContainKey("transactional.id");
        assertThat(settings.answerMillis()).isEqualTo(3000);
        assertThat(settings.toString()).isEqualTo("k:9092").doesNotContain("secret");
    }

    @Test
    void settingOnWhichThePromisesStandIsRefused() {
        assertThatThrownBy(() -> of("isolation.level=read_uncommitted"))
                .hasMessage("the properties file '" + folder.resolve("kafka.properties")
                        + "' sets isolation.level, which is DbFerry's to set");
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        Path file = folder.resolve("none");
        assertThatThrownBy(() -> KafkaSettings.of(new PublishAccount("k:1", "p", Optional.of(file))))
                .isInstanceOf(PublishFailedException.class)
                .hasMessage("cannot read the properties file '" + file + "'");
    }

    private static String words(Throwable e) {
        return KafkaCalls.failed(e).getMessage();
    }

    @Test
    void failuresAreInWordsOfTheInnermostOne() {
        assertThat(words(new KafkaException("outer", new ProducerFencedException("epoch"))))
                .startsWith("another publisher has taken over these topics");
        assertThat(words(new RecordTooLargeException("x"))).isEqualTo("a message is larger than the broker takes");
        assertThat(words(new TimeoutException("waited"))).isEqualTo("no answer: waited");
        assertThat(words(new SaslAuthenticationException("bad"))).isEqualTo("the login is refused: bad");
        assertThat(words(new TopicAuthorizationException(Set.of("t")))).isEqualTo("permission denied for topics [t]");
        assertThatThrownBy(() -> KafkaCalls.call(() -> {
                    throw new ExecutionException(new TimeoutException("waited"));
                }))
                .hasMessage("no answer: waited");
    }
}
