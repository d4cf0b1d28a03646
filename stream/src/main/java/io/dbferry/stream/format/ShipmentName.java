package io.dbferry.stream.format;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a shipment's folder: UTC time of its snapshot in seconds, and its sequence number. */
public record ShipmentName(Kind kind, Instant time, Sequence sequence) implements Comparable<ShipmentName> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern FORM = Pattern.compile("(\\d{8}T\\d{6}Z)-(\\d{6,18})");

    public ShipmentName {
        time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Reads a folder's name; empty if it is not one of ours. */
    public static Optional<ShipmentName> parse(Kind kind, String folder) {
        Matcher form = FORM.matcher(folder);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = TIME.parse(form.group(1), Instant::from);
            Sequence sequence = new Sequence(Long.parseLong(form.group(2)));
            ShipmentName name = new ShipmentName(kind, time, sequence);
            return name.folder().equals(folder) ? Optional.of(name) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public String folder() {
        return TIME.format(time) + "-" + sequence;
    }

    @Override
    public int compareTo(ShipmentName other) {
        return sequence.compareTo(other.sequence);
    }

    @Override
    public String toString() {
        return kind.word() + " " + sequence;
    }
}
