package io.dbferry.sender;

import io.dbferry.sender.due.CompleteReason;
import io.dbferry.sender.due.PostponedRequest;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.MissingFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a dump ended well. */
public sealed interface DumpOutcome {
    /** Shipments that had waited for the depot and were delivered first. */
    List<Delivered> waited();

    /** What this run shipped beside these. */
    default Optional<Delivered> shipment() {
        return Optional.empty();
    }

    NotCarried notCarried();

    /** A complete that is asked for, and that this run did not ship although it shipped or looked for changes. */
    default Optional<PostponedRequest> postponed() {
        return Optional.empty();
    }

    /** Files that this run's shipments missed, and none before them. */
    default List<MissingFile> missed() {
        return Stream.concat(waited().stream(), shipment().stream())
                .flatMap(delivered -> delivered.missed().stream())
                .toList();
    }

    /** The complete that was asked for is in the depot. */
    record Complete(Delivered complete, NotCarried notCarried, List<Delivered> waited) implements DumpOutcome {
        @Override
        public Optional<Delivered> shipment() {
            return Optional.of(complete);
        }
    }

    /** A complete is in the depot although a partial was asked for. */
    record CompleteInstead(Delivered complete, CompleteReason reason, NotCarried notCarried, List<Delivered> waited)
            implements DumpOutcome {
        @Override
        public Optional<Delivered> shipment() {
            return Optional.of(complete);
        }
    }

    /** A partial is in the depot. */
    record Partial(
            Delivered partial, NotCarried notCarried, Optional<PostponedRequest> postponed, List<Delivered> waited)
            implements DumpOutcome {
        @Override
        public Optional<Delivered> shipment() {
            return Optional.of(partial);
        }
    }

    /**
     * Nothing changed since the shipment, so nothing was shipped.
     *
     * @param noHeartbeat why no heartbeat could be left to say so
     */
    record Unchanged(
            ShipmentName since,
            NotCarried notCarried,
            Optional<String> noHeartbeat,
            Optional<PostponedRequest> postponed,
            List<Delivered> waited)
            implements DumpOutcome {}

    /** Nothing was shipped: no receiver can apply a partial before the complete that is asked for. */
    record Postponed(PostponedRequest request, List<Delivered> waited) implements DumpOutcome {
        @Override
        public NotCarried notCarried() {
            return NotCarried.NOTHING;
        }
    }
}
