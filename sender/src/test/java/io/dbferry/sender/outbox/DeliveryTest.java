package io.dbferry.sender.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.Keep;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.FolderTree;
import io.dbferry.sender.Sender;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
    private static final List<Kind> BOTH = List.of(Kind.COMPLETE, Kind.PARTIAL);

    @TempDir
    private Path folder;

    private Sender sender;

    @BeforeEach
    void open() throws IOException {
        sender = Sender.in(folder);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
    }

    @Test
    void aCompleteIsNotDeliveredWhoseBaseHasGone() throws Exception {
        Manifest base = sender.ship(Kind.COMPLETE);
        Built there = sender.build(Kind.COMPLETE);
        Sender.refer(there.folder().resolve(ShipmentLayout.MANIFEST), base.name());
        assertThat(sender.delivery().deliverWaiting(List.of(Kind.COMPLETE))).hasSize(1);

        Built waiting = sender.build(Kind.COMPLETE);
        Sender.refer(waiting.folder().resolve(ShipmentLayout.MANIFEST), base.name());
        FolderTree.delete(sender.inDepot(base));

        assertThat(sender.delivery().deliverWaiting(List.of(Kind.COMPLETE))).isEmpty();
        assertThat(waiting.folder()).doesNotExist();
        assertThat(sender.depot.has(waiting.manifest().name())).isFalse();
    }

    @Test
    void deliveredShipmentIsInTheDepotAndRemembered() throws Exception {
        Built built = sender.build(Kind.COMPLETE);

        Delivered delivered = sender.delivery().deliver(built);

        assertThat(sender.inDepot(delivered.manifest()).resolve(Sender.FILE)).hasContent("content of 1");
        assertThat(built.folder()).doesNotExist();
        assertThat(sender.heard).containsExactly(delivered.manifest());
        assertThat(sender.work.state().shipped()).isNotNull().satisfies(last -> assertThat(last.name())
                .isEqualTo(delivered.name()));
        assertThat(sender.work.state().complete()).isEqualTo(sender.work.state().shipped());
    }

    /** One file after the other, its manifest last. */
    @Test
    void shipmentThatIsTooLargeToTravelAtOnceIsDelivered() throws Exception {
        Built built = sender.build(Kind.COMPLETE, 100_000);

        Delivered delivered = sender.delivery().deliver(built);

        assertThat(sender.inDepot(delivered.manifest()).resolve(Sender.FILE))
                .hasContent("content of 1".repeat(100_000));
        assertThat(sender.depot.has(delivered.name())).isTrue();
    }

    @Test
    void shipmentsThatWaitedAreDeliveredInTheirSequence() throws Exception {
        Manifest partial = sender.build(Kind.PARTIAL).manifest();
        Manifest complete = sender.build(Kind.COMPLETE).manifest();
        Manifest last = sender.build(Kind.PARTIAL).manifest();

        assertThat(sender.delivery().deliverWaiting(BOTH))
                .extracting(Delivered::manifest)
                .containsExactly(partial, complete, last);
        assertThat(sender.delivery().deliverWaiting(BOTH)).isEmpty();
    }

    @Test
    void shipmentsThatWereDeliveredBeforeAFailureAreHeardOf() throws Exception {
        Manifest complete = sender.build(Kind.COMPLETE).manifest();
        sender.build(Kind.PARTIAL);
        Files.createFile(sender.depotFolder.resolve("partial"));

        assertThatThrownBy(() -> sender.delivery().deliverWaiting(BOTH)).isInstanceOf(IOException.class);

        assertThat(sender.heard).containsExactly(complete);
        assertThat(Objects.requireNonNull(sender.work.state().shipped()).sequence())
                .isEqualTo(new Sequence(1));
    }

    @Test
    void runThatEndedBeforeItRememberedADeliveryIsMadeUpFor() throws Exception {
        Built built = sender.build(Kind.COMPLETE);
        built.outbox().deliver(sender.depot, built.folder(), built.manifest(), built.uploaded());

        assertThat(sender.delivery().deliverWaiting(BOTH)).hasSize(1);

        assertThat(Objects.requireNonNull(sender.work.state().shipped()).sequence())
                .isEqualTo(new Sequence(1));
    }

    @Test
    void shipmentThatAnotherWroteUnderTheNameIsReplaced() throws Exception {
        Built built = sender.build(Kind.COMPLETE);
        Path there = Files.createDirectories(sender.inDepot(built.manifest()));
        Files.writeString(there.resolve("manifest.json"), "{}");

        sender.delivery().deliver(built);

        assertThat(there.resolve(Sender.FILE)).hasContent("content of 1");
    }

    @Test
    void fileThatIsNotWhatWasWrittenIsSetAside() throws Exception {
        Built built = sender.build(Kind.COMPLETE);
        Files.writeString(built.folder().resolve(Sender.FILE), "c0ntent of 1");

        assertThatThrownBy(() -> sender.delivery().deliver(built))
                .hasMessage("cannot deliver '" + built.folder() + "': file 'rows.jsonl' changed since it was written")
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.DISK_SPACE);
                    assertThat(e.hint())
                            .isEqualTo("Check the disk of '" + sender.work.folder()
                                    + "'; the next run ships the changes again");
                });

        assertThat(built.folder()).doesNotExist();
        assertThat(sender.work.folder().resolve("damaged")).isNotEmptyDirectory();
        assertThat(sender.heard).isEmpty();
    }

    @Test
    void shipmentThatACrashLeftHalfIsNotDelivered() throws Exception {
        Built cut = sender.build(Kind.COMPLETE);
        Files.writeString(cut.folder().resolve(Sender.FILE), "c");
        Built unbuilt = sender.build(Kind.PARTIAL);
        Files.delete(unbuilt.folder().resolve("manifest.json"));

        assertThat(sender.delivery().deliverWaiting(BOTH)).isEmpty();

        assertThat(sender.work.folder().resolve("damaged")).isNotEmptyDirectory();
        assertThat(unbuilt.folder()).doesNotExist();
    }

    @Test
    void unreadableManifestOfADeliveredShipmentBeginsTheStreamAnew() throws Exception {
        Built built = sender.build(Kind.COMPLETE);
        String id = sender.work.state().streamId();
        built.outbox().deliver(sender.depot, built.folder(), built.manifest(), built.uploaded());
        Files.writeString(built.folder().resolve("manifest.json"), "{");

        assertThat(sender.delivery().deliverWaiting(BOTH)).isEmpty();

        assertThat(sender.work.state().streamId()).isNotEqualTo(id);
        assertThat(sender.work.state().drawn()).isEqualTo(new Sequence(1));
    }

    @Test
    void shipmentThatCannotBeDeliveredWaitsAsFarAsThereIsRoom() throws Exception {
        Built built = sender.build(Kind.PARTIAL);
        Files.createFile(sender.depotFolder.resolve("partial"));
        assertThatThrownBy(() -> sender.delivery().deliver(built)).isInstanceOf(IOException.class);
        assertThat(built.folder()).exists();

        Keep little = new Keep(Duration.ZERO, Duration.ZERO, 0, 10);
        try (Sender withoutRoom = Sender.in(folder, little)) {
            assertThatThrownBy(() -> withoutRoom.delivery().deliver(built)).isInstanceOf(IOException.class);
        }
        assertThat(built.folder()).doesNotExist();
    }

    @Test
    void shipmentThatFailsToBuildLeavesNothing() {
        Manifest manifest = io.dbferry.sender.Fixtures.manifest("id", Kind.PARTIAL, 1, List.of());
        Path[] place = new Path[1];

        assertThatThrownBy(() -> sender.delivery().outbox(Kind.PARTIAL).build(manifest.name(), shipment -> {
                    place[0] = shipment;
                    throw new IOException("no");
                }))
                .hasMessage("no");

        assertThat(place[0]).isNotNull().doesNotExist();
    }
}
