package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The place of a shipment in its stream. The order of numbers is the order of snapshots; numbers may be missing. */
public record Sequence(@JsonValue long number) implements Comparable<Sequence> {
    public static final Sequence NONE = new Sequence(0);

    @JsonCreator
    public Sequence {
        if (number < 0) {
            throw new IllegalArgumentException("a sequence number is not negative: " + number);
        }
    }

    public Sequence next() {
        return new Sequence(number + 1);
    }

    /** The one of the two that comes last. */
    public Sequence later(Sequence other) {
        return compareTo(other) < 0 ? other : this;
    }

    @Override
    public int compareTo(Sequence other) {
        return Long.compare(number, other.number);
    }

    /** Six digits or more: {@code 000042}. */
    @Override
    public String toString() {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }
}
