package io.dbferry.capture;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Manifest;
import io.dbferry.shipment.Manifest.MissingFile;
import io.dbferry.shipment.Position;
import io.dbferry.shipment.Sequence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** A shipment that is in the depot. */
    record Shipped(Sequence sequence, Kind kind, Position position) {}

    /** The stream begun anew behind that number: the next shipment is a complete, and none before it is continued. */
    SenderState anew(String id, Sequence behind) {
        return new SenderState(id, behind, null, null, missing);
    }

    SenderState withDrawn(Sequence sequence) {
        return new SenderState(streamId, sequence, shipped, complete, missing);
    }

    /** The state once the shipment is in the depot. */
    SenderState withShipped(Manifest manifest) {
        Shipped now = new Shipped(manifest.sequence(), manifest.kind(), manifest.position());
        Set<MissingFile> stillMissing = new LinkedHashSet<>(manifest.media().missingOrNone());
        if (shipped != null && shipped.sequence().compareTo(now.sequence()) > 0) {
            stillMissing.addAll(missing); // a later shipment, which was ready before, knows of more
        }
        return new SenderState(
                streamId,
                drawn,
                later(shipped, now),
                manifest.kind() == Kind.COMPLETE ? later(complete, now) : complete,
                List.copyOf(stillMissing));
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
