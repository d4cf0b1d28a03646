package io.dbferry.sender.work;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MissingFile;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the sender remembers between runs, in {@code work/state.json}.
 *
 * @param stream by the config of the run that drew the last number; absent before the first
 * @param drawn the last sequence number given out, whether or not its shipment was finished
 * @param shipped the shipment in the depot with the highest number
 * @param complete the complete in the depot with the highest number
 * @param completing the complete that drew its number last
 * @param covered what the newest shipment stands for, or what a later run found nothing changed in
 * @param ahead that a receiver has applied what this work folder never shipped, until a complete is shipped behind it
 * @param missing files that shipped rows name and that were not there; the next shipments look for them again
 */
@JsonInclude(Include.NON_NULL)
public record SenderState(
        String streamId,
        @Nullable String stream,
        Sequence drawn,
        @Nullable Shipped shipped,
        @Nullable Shipped complete,
        @Nullable Completing completing,
        @Nullable Covered covered,
        @Nullable Ahead ahead,
        List<MissingFile> missing) {
    public SenderState {
        Objects.requireNonNull(streamId);
        Objects.requireNonNull(drawn);
        missing = List.copyOf(missing);
    }

    /**
     * A shipment that is in the depot.
     *
     * @param manifest SHA-256 of its manifest, as it stands in the depot
     * @param unchanged a later position, up to which nothing was found to have changed
     */
    @JsonInclude(Include.NON_NULL)
    public record Shipped(
            Sequence sequence,
            Kind kind,
            String manifest,
            Position position,
            @Nullable Position unchanged) {
        public Shipped {
            Objects.requireNonNull(sequence);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(manifest);
            Objects.requireNonNull(position);
        }

        public ShipmentId id() {
            return new ShipmentId(sequence, manifest);
        }

        public ShipmentName name() {
            return new ShipmentName(kind, position.time(), sequence);
        }

        /** The latest position whose changes are all in the depot. */
        public Position reached() {
            return unchanged == null ? position : unchanged;
        }
    }

    /**
     * What a receiver's receipt told.
     *
     * @param behind a complete with a higher number makes good for it
     */
    public record Ahead(String why, Sequence behind) {
        public Ahead {
            Objects.requireNonNull(why);
            Objects.requireNonNull(behind);
        }
    }

    /**
     * A complete from when its number is drawn: partials go on while it is built.
     *
     * @param after the newest shipment in the depot with a lower number
     */
    @JsonInclude(Include.NON_NULL)
    record Completing(Sequence sequence, @Nullable ShipmentId after) {
        Completing with(ShipmentId shipped) {
            boolean below = shipped.sequence().compareTo(sequence) < 0;
            boolean newer = after == null || after.sequence().compareTo(shipped.sequence()) < 0;
            return below && newer ? new Completing(sequence, shipped) : this;
        }
    }

    /** The newest shipment in the depot, if there is one. */
    @Nullable
    ShipmentId last() {
        return shipped == null ? null : shipped.id();
    }

    /** What the complete of that number follows. */
    @Nullable
    public ShipmentId before(Sequence number) {
        return completing != null && completing.sequence().equals(number) ? completing.after() : null;
    }

    /** The state once nothing was found to have changed between the newest shipment and that position. */
    public SenderState withUnchanged(Sequence since, Position until, Covered now) {
        if (shipped == null || !shipped.sequence().equals(since)) {
            return this;
        }
        Position position = shipped.position();
        // The time stays: a window's overlap counts from what was shipped.
        Position reached = new Position(
                until.snapshot(), until.wal(), position.time(), until.systemIdentifier(), until.timeline());
        Shipped reachedThere = new Shipped(since, shipped.kind(), shipped.manifest(), position, reached);
        return new SenderState(streamId, stream, drawn, reachedThere, complete, completing, now, ahead, missing);
    }

    /** The stream begun anew behind that number: the next shipment is a complete, and none before it is continued. */
    SenderState anew(String id, Sequence behind) {
        return new SenderState(id, stream, behind, null, null, null, null, null, missing);
    }

    public SenderState withDrawn(Sequence sequence) {
        return new SenderState(streamId, stream, sequence, shipped, complete, completing, covered, ahead, missing);
    }

    /** The state once a receipt has told that; all numbers up to the last one drawn may be those of other shipments. */
    SenderState withAhead(String why) {
        Ahead now = new Ahead(why, drawn);
        return new SenderState(streamId, stream, drawn, shipped, complete, completing, covered, now, missing);
    }

    /** The state once the next number is given to a shipment of that kind and stream. */
    public SenderState withNext(Kind kind, String name) {
        Sequence next = drawn.next();
        Completing now = kind == Kind.COMPLETE ? new Completing(next, last()) : completing;
        return new SenderState(streamId, name, next, shipped, complete, now, covered, ahead, missing);
    }

    /**
     * The state once the shipment is in the depot.
     *
     * @param sha256 of its manifest there
     */
    public SenderState withShipped(Manifest manifest, String sha256) {
        Shipped now = new Shipped(manifest.sequence(), manifest.kind(), sha256, manifest.position(), null);
        return new SenderState(
                streamId,
                stream,
                drawn.later(manifest.sequence()),
                later(shipped, now),
                manifest.kind() == Kind.COMPLETE ? later(complete, now) : complete,
                completing == null ? null : completing.with(now.id()),
                later(shipped, now).equals(now) ? manifest.covered() : covered,
                madeGood(manifest) ? null : ahead,
                missing(manifest));
    }

    private boolean madeGood(Manifest manifest) {
        return ahead != null
                && manifest.kind() == Kind.COMPLETE
                && manifest.sequence().compareTo(ahead.behind()) > 0;
    }

    /**
     * What is missing now. A shipment that builds on all before it says it all; one that others have overtaken, such as a
     * complete that waited, does not know of theirs, nor they of its.
     */
    private List<MissingFile> missing(Manifest manifest) {
        boolean newest = shipped == null || shipped.sequence().compareTo(manifest.sequence()) < 0;
        boolean knowsAll = manifest.kind() == Kind.COMPLETE || Objects.equals(last(), manifest.after());
        List<MissingFile> told = manifest.media().missingOrNone();
        return newest && knowsAll
                ? told
                : Stream.concat(missing.stream(), told.stream()).distinct().toList();
    }

    /** Files that the shipment's rows name, that are not there, and that were not missing before. */
    public List<MissingFile> newlyMissing(Manifest manifest) {
        return manifest.media().missingOrNone().stream()
                .filter(file -> missing.stream()
                        .noneMatch(m -> m.folder() == file.folder() && m.name().equals(file.name())))
                .toList();
    }

    private static Shipped later(@Nullable Shipped old, Shipped now) {
        return old == null || old.sequence().compareTo(now.sequence()) < 0 ? now : old;
    }
}
