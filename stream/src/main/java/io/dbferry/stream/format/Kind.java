package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Everything, or what changed. */
public enum Kind {
    COMPLETE,
    PARTIAL;

    /** The kind in lower case: as messages, manifests and the depot's folders name it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Kind of(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a kind of shipment: " + word);
    }
}
