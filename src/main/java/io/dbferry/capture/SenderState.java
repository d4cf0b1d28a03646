package io.dbferry.capture;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Manifest.MissingFile;
import io.dbferry.shipment.Position;
import io.dbferry.shipment.Sequence;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the sender remembers between runs, in {@code work/state.json}.
 *
 * @param drawn the last sequence number given out, whether or not its shipment was finished
 * @param shipped the shipment in the depot with the highest number
 * @param complete the complete in the depot with the highest number
 * @param missing files that shipped rows name and that were not there; the next shipments look for them again
 */
@JsonInclude(Include.NON_NULL)
record SenderState(
        String streamId,
        Sequence drawn,
        @Nullable Shipped shipped,
        @Nullable Shipped complete,
        List<MissingFile> missing) {
    SenderState {
        Objects.requireNonNull(streamId);
        Objects.requireNonNull(drawn);
        missing = List.copyOf(missing);
    }

    /**
     * A shipment that is in the depot.
     *
     * @param unchanged a later position, up to which nothing was found to have changed
     */
    @JsonInclude(Include.NON_NULL)
    record Shipped(
            Sequence sequence,
            Kind kind,
            Position position,
            @Nullable Position unchanged) {
        Shipped {
            Objects.requireNonNull(sequence);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(position);
        }

        /** The latest position whose changes are all in the depot. */
        Position reached() {
            return unchanged == null ? position : unchanged;
        }
    }

    /** The state once nothing was found to have changed between the newest shipment and that position. */
    SenderState withUnchanged(Sequence since, Position until) {
        if (shipped == null || !shipped.sequence().equals(since)) {
            return this;
        }
        Position position = shipped.position();
        // The time stays: a window's overlap counts from what was shipped.
        Position reached = new Position(
                until.snapshot(), until.wal(), position.time(), until.systemIdentifier(), until.timeline());
        Shipped now = new Shipped(since, shipped.kind(), position, reached);
        return new SenderState(streamId, drawn, now, complete, missing);
    }

    /** The stream begun anew behind that number: the next shipment is a complete, and none before it is continued. */
    SenderState anew(String id, Sequence behind) {
        return new SenderState(id, behind, null, null, missing);
    }

    SenderState withDrawn(Sequence sequence) {
        return new SenderState(streamId, sequence, shipped, complete, missing);
    }

    /** The state once the shipment is in the depot. */
    SenderState withShipped(Manifest manifest) {
        Shipped now = new Shipped(manifest.sequence(), manifest.kind(), manifest.position(), null);
        return new SenderState(
                streamId,
                drawn.later(manifest.sequence()),
                later(shipped, now),
                manifest.kind() == Kind.COMPLETE ? later(complete, now) : complete,
                missing(manifest));
    }

    /**
     * What is missing now. A shipment that builds on all before it says it all; one that others have overtaken, such as a
     * complete that waited, does not know of theirs, nor they of its.
     */
    private List<MissingFile> missing(Manifest manifest) {
        Sequence last = shipped == null ? Sequence.NONE : shipped.sequence();
        boolean newest = last.compareTo(manifest.sequence()) < 0;
        boolean knowsAll = manifest.kind() == Kind.COMPLETE || last.equals(manifest.after());
        List<MissingFile> told = manifest.media().missingOrNone();
        return newest && knowsAll
                ? told
                : Stream.concat(missing.stream(), told.stream()).distinct().toList();
    }

    /** Files that the shipment's rows name, that are not there, and that were not missing before. */
    List<MissingFile> newlyMissing(Manifest manifest) {
        return manifest.media().missingOrNone().stream()
                .filter(file -> missing.stream()
                        .noneMatch(m -> m.folder() == file.folder() && m.name().equals(file.name())))
                .toList();
    }

    private static Shipped later(@Nullable Shipped old, Shipped now) {
        return old == null || old.sequence().compareTo(now.sequence()) < 0 ? now : old;
    }
}
