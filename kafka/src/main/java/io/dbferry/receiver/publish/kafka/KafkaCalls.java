package io.dbferry.receiver.publish.kafka;

import io.dbferry.receiver.publish.PublishFailedException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Calls of Kafka's clients: their failures become ours, and what they load by name comes from this part's jars. */
final class KafkaCalls {
    private KafkaCalls() {}

    /** Something of Kafka's. */
    interface Call<T> {
        T make() throws PublishFailedException, ExecutionException, InterruptedException;
    }

    static <T> T call(Call<T> call) throws PublishFailedException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaException.class.getClassLoader());
        try {
            return call.make();
        } catch (KafkaException e) {
            throw failed(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new PublishFailedException("it was interrupted", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** By the innermost failure of Kafka's: outer ones only say which call it was. */
    static PublishFailedException failed(@Nullable Throwable e) {
        Throwable cause = Objects.requireNonNull(e);
        while (cause.getCause() instanceof KafkaException inner) {
            cause = inner;
        }
        return new PublishFailedException(words(cause), e);
    }

    private static String words(Throwable e) {
        if (e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof InvalidTxnStateException) {
            return "another publisher has taken over these topics; stop one of the two, or give it another"
                    + " publish.kafka.prefix";
        }
        if (e instanceof SslAuthenticationException) {
            return "no TLS connection: " + e.getMessage();
        }
        if (e instanceof AuthenticationException) {
            return "the login is refused: " + e.getMessage();
        }
        if (e instanceof TopicAuthorizationException topic) {
            return "permission denied for topics " + topic.unauthorizedTopics();
        }
        if (e instanceof AuthorizationException) {
            return "permission denied: " + e.getMessage();
        }
        if (e instanceof InvalidTopicException) {
            return "the broker refuses the topic's name: " + e.getMessage();
        }
        if (e instanceof RecordTooLargeException) {
            return "a message is larger than the broker takes";
        }
        if (e instanceof InterruptException) {
            return "it was interrupted";
        }
        if (e instanceof TimeoutException) {
            return "no answer: " + e.getMessage();
        }
        String what = e instanceof ConfigException ? "bad settings: " : "";
        return what + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
