package io.dbferry.receiver.prune;

import io.dbferry.config.Keep;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which shipments are past what {@code keep} says, and why: by age, by the number of completes, by size. */
final class Expiry {
    private final Keep keep;
    private final List<ShipmentName> inDepot;
    private final List<ShipmentName> mayGo;
    private final Map<ShipmentName, String> past = new LinkedHashMap<>();

    private Expiry(Keep keep, List<ShipmentName> inDepot, List<ShipmentName> mayGo) {
        this.keep = keep;
        this.inDepot = inDepot;
        this.mayGo = mayGo;
    }

    /** Tells what all files of a shipment take. */
    interface Sizes {
        long bytes(ShipmentName shipment) throws IOException;
    }

    /**
     * Of those that may go, the ones that are past it, with a few words why.
     *
     * @param inDepot all, in sequence
     * @param mayGo in sequence
     * @param sizes asked only if the config limits the size
     */
    static Map<ShipmentName, String> of(
            Keep keep, List<ShipmentName> inDepot, List<ShipmentName> mayGo, Instant now, Sizes sizes)
            throws IOException {
        Expiry expiry = new Expiry(keep, inDepot, mayGo);
        expiry.byAge(now);
        expiry.byCompletes();
        expiry.bySize(sizes);
        return expiry.past;
    }

    private void byAge(Instant now) {
        for (ShipmentName name : mayGo) {
            Duration kept = name.kind() == Kind.COMPLETE ? keep.complete() : keep.partial();
            if (name.time().plus(kept).isBefore(now)) {
                past.put(name, "older than " + words(kept));
            }
        }
    }

    /** The partials before the oldest complete that stays go with the completes that they lead on from. */
    private void byCompletes() {
        List<ShipmentName> completes =
                inDepot.stream().filter(n -> n.kind() == Kind.COMPLETE).toList();
        if (completes.size() <= keep.completes()) {
            return;
        }
        ShipmentName oldest = completes.get(completes.size() - keep.completes());
        for (ShipmentName name : mayGo) {
            if (name.compareTo(oldest) < 0) {
                past.putIfAbsent(
                        name,
                        "before the newest " + (keep.completes() == 1 ? "complete" : keep.completes() + " completes"));
            }
        }
    }

    private void bySize(Sizes sizes) throws IOException {
        if (keep.sizeBytes() == Long.MAX_VALUE || past.keySet().containsAll(mayGo)) {
            return;
        }
        long total = 0;
        for (ShipmentName name : inDepot) {
            total += past.containsKey(name) ? 0 : sizes.bytes(name);
        }
        for (ShipmentName name : mayGo) {
            if (total > keep.sizeBytes() && !past.containsKey(name)) {
                past.put(name, "more than " + ByteCount.of(keep.sizeBytes()) + " in the depot");
                total -= sizes.bytes(name);
            }
        }
    }

    /** As the config has it: {@code 4d}. */
    private static String words(Duration kept) {
        long seconds = kept.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
