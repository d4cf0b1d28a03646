package io.dbferry.receiver.publish;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.publish.Topics.Topic;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The topics of a stream. No two tables share one: a byte of a schema's or table's name that is no ASCII letter, digit or
 * {@code _} becomes {@code -} and two hexadecimal digits.
 *
 * @param prefix of all of them
 */
public record TopicNames(String prefix) {
    /** Kafka's limit. */
    private static final int LONGEST = 249;

    private static final int CUT = 200;
    private static final int DIGITS = 32;

    public Topic table(TableName table) {
        String name = prefix + "." + part(table.schema()) + "." + part(table.name());
        return new Topic(
                name.length() <= LONGEST
                        ? name
                        : name.substring(0, CUT) + "-x"
                                + Hashing.sha256(name.getBytes(StandardCharsets.UTF_8))
                                        .substring(0, DIGITS),
                true,
                false);
    }

    /** Begin and end of each shipment, as Debezium has them. */
    public Topic transactions() {
        return new Topic(prefix + ".transaction", false, true);
    }

    /** How far the stream is. */
    public Topic position() {
        return new Topic(prefix + ".position", true, true);
    }

    private static String part(String name) {
        StringBuilder part = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
            part.append(plain ? String.valueOf(c) : "-%02x".formatted((int) c));
        }
        return part.toString();
    }
}
