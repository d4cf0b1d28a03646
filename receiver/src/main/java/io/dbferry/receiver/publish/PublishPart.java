package io.dbferry.receiver.publish;

/** Opens topics of one kind of broker; a service in the sense of {@link java.util.ServiceLoader}. */
public interface PublishPart {
    /** As the config names it below {@code publish}. */
    String name();

    /** Takes over from any other publisher of that account: nothing that one still sends will be seen. */
    Topics open(PublishAccount account) throws PublishFailedException;

    /** Asks the broker for something that changes nothing; returns how many brokers there are. */
    int look(PublishAccount account) throws PublishFailedException;
}
