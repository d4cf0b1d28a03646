package io.dbferry.receiver.publish;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Topics that one publisher writes, one transaction after the other. Once a call has failed, only {@link #close} may
 * follow: what the open transaction has put is never to be seen. For use by one thread.
 */
public interface Topics extends AutoCloseable {
    /**
     * What a topic is for.
     *
     * @param compacted keeps the last message of each key for good; else messages end with the broker's time
     * @param ordered all messages have one order; else only those of one key
     */
    record Topic(String name, boolean compacted, boolean ordered) {}

    /** Takes one committed message. */
    interface Reader {
        void take(String key, boolean deleted) throws PublishFailedException;
    }

    /** Creates those that are missing. */
    void ensure(Collection<Topic> topics) throws PublishFailedException;

    /** The value of the last committed message of an ordered topic that exists; empty if there is none. */
    Optional<String> last(String topic) throws PublishFailedException;

    /** Reads all committed messages of a topic that exists, those of one key in their order. */
    void read(String topic, Reader reader) throws PublishFailedException;

    void begin() throws PublishFailedException;

    /** @param value null deletes the key where the topic is compacted */
    void put(String topic, String key, @Nullable String value) throws PublishFailedException;

    /** All that was put since {@link #begin} is to be seen, or nothing. */
    void commit() throws PublishFailedException;

    @Override
    void close();
}
