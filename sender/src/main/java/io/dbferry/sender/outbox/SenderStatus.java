package io.dbferry.sender.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MissingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the work folder tells of the sender. Read without locks, so a shipment that a running dump uploads right now
 * counts as waiting.
 *
 * @param shipped the shipment in the depot with the highest number, as far as the sender remembers
 * @param waiting built, and not known to be in the depot, in sequence
 * @param missing files that shipped rows name and that were not there
 * @param damaged what a crash has left, which the next dump sets aside
 */
public record SenderStatus(
        @Nullable ShipmentName shipped, List<Manifest> waiting, List<MissingFile> missing, List<Path> damaged) {
    public SenderStatus {
        waiting = List.copyOf(waiting);
        missing = List.copyOf(missing);
        damaged = List.copyOf(damaged);
    }

    /** The highest number that a shipment has, or can have where none is known: receipts of later ones are nobody's. */
    public Sequence highest() {
        return shipped == null ? new Sequence(Long.MAX_VALUE) : shipped.sequence();
    }

    /** Reads a work folder, of which nothing need exist yet; makes and deletes nothing. */
    public static SenderStatus read(Path work) throws IOException {
        if (!Files.isDirectory(work)) {
            return new SenderStatus(null, List.of(), List.of(), List.of());
        }
        WorkFolder folder = WorkFolder.look(work);
        SenderState state = folder.lookAtState();
        SenderState.Shipped last = state.shipped();
        List<Manifest> waiting = new ArrayList<>();
        List<Path> damaged = new ArrayList<>();
        if (folder.hasDamagedState()) {
            damaged.add(work.resolve("state.json"));
        }
        for (Kind kind : Kind.values()) {
            addBuilt(folder.outbox(kind), waiting, damaged);
        }
        waiting.sort(Comparator.comparing(Manifest::sequence));
        return new SenderStatus(last == null ? null : last.name(), waiting, state.missing(), damaged);
    }

    private static void addBuilt(Path outbox, List<Manifest> built, List<Path> damaged) throws IOException {
        if (!Files.isDirectory(outbox)) {
            return;
        }
        try (Stream<Path> shipments = Files.list(outbox)) {
            for (Path shipment : shipments.toList()) {
                if (!Files.exists(shipment.resolve(ShipmentLayout.MANIFEST))) {
                    continue; // being built
                }
                try {
                    built.add(Outbox.manifest(shipment));
                } catch (NoSuchFileException e) {
                    continue; // delivered meanwhile
                } catch (JsonProcessingException e) {
                    damaged.add(shipment);
                }
            }
        }
    }
}
