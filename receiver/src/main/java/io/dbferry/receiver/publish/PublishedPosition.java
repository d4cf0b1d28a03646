package io.dbferry.receiver.publish;

import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * How far a stream is published: with the messages of that shipment in the same transaction, it is their receipt.
 *
 * @param receiver whose tables they are of, by the name of its config
 * @param sequence the last published shipment
 * @param manifest the SHA-256 of its manifest
 * @param position of the queue up to which all is published
 */
public record PublishedPosition(String receiver, long sequence, String manifest, long position) {
    public PublishedPosition {
        Objects.requireNonNull(receiver);
        Objects.requireNonNull(manifest);
    }

    static PublishedPosition parse(String json) throws PublishFailedException {
        try {
            return Json.readForeign(json.getBytes(StandardCharsets.UTF_8), PublishedPosition.class);
        } catch (IOException e) {
            throw new PublishFailedException("the topic of positions has a message that is none of DbFerry's", e);
        }
    }

    String json() {
        return Json.line(this);
    }
}
