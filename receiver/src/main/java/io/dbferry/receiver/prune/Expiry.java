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
import java.util.Set;

/** Which shipments are past what {@code keep} says, and why: by age, by the number of completes, by size. */
final class Expiry {
    private final Keep keep;
    private final List<ShipmentName> inDepot;
    private final List<ShipmentName> mayGo;
    private final InDepot depot;
    private final Map<ShipmentName, String> past = new LinkedHashMap<>();

    private Expiry(Keep keep, List<ShipmentName> inDepot, List<ShipmentName> mayGo, InDepot depot) {
        this.keep = keep;
        this.inDepot = inDepot;
        this.mayGo = mayGo;
        this.depot = depot;
    }

    /** What the depot tells of shipments. */
    interface InDepot {
        /** Of all files. */
        long bytes(ShipmentName shipment) throws IOException;

        /** The completes to which these refer. */
        Set<ShipmentName> bases(List<ShipmentName> shipments) throws IOException;
    }

    /**
     * Of those that may go, the ones that are past it, with a few words why.
     *
     * @param inDepot all, in sequence
     * @param mayGo in sequence
     * @param depot asked only if the config limits the size
     */
    static Map<ShipmentName, String> of(
            Keep keep, List<ShipmentName> inDepot, List<ShipmentName> mayGo, Instant now, InDepot depot)
            throws IOException {
        Expiry expiry = new Expiry(keep, inDepot, mayGo, depot);
        expiry.byAge(now);
        expiry.byCompletes();
        expiry.bySize();
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

    /** A complete to which another refers that stays frees nothing: with the next run, if that one goes now. */
    private void bySize() throws IOException {
        if (keep.sizeBytes() == Long.MAX_VALUE || past.keySet().containsAll(mayGo)) {
            return;
        }
        Set<ShipmentName> bases = depot.bases(
                inDepot.stream().filter(name -> !past.containsKey(name)).toList());
        long total = 0;
        for (ShipmentName name : inDepot) {
            total += past.containsKey(name) && !bases.contains(name) ? 0 : depot.bytes(name);
        }
        for (ShipmentName name : mayGo) {
            if (total > keep.sizeBytes() && !past.containsKey(name) && !bases.contains(name)) {
                past.put(name, "more than " + ByteCount.of(keep.sizeBytes()) + " in the depot");
                total -= depot.bytes(name);
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
