package io.dbferry.stream.format;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names one shipment and no other: a sender that was set back draws a number a second time, for other content.
 *
 * @param manifest SHA-256 of {@code manifest.json} as it stands in the depot, in lower-case hexadecimal
 */
public record ShipmentId(Sequence sequence, String manifest) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public ShipmentId {
        Objects.requireNonNull(sequence, "no sequence");
        Objects.requireNonNull(manifest, "no manifest");
        if (!SHA256.matcher(manifest).matches()) {
            throw new IllegalArgumentException("not a SHA-256: " + manifest);
        }
    }
}
