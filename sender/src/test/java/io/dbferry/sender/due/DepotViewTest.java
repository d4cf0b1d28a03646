package io.dbferry.sender.due;

import static io.dbferry.sender.Fixtures.receipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.files.FolderTree;
import io.dbferry.sender.Sender;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.work.SenderState;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Receipt.State;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run sees in a depot that is a folder, and what it remembers of that. */
class DepotViewTest {
    @TempDir
    private Path folder;

    private Sender sender;

    @BeforeEach
    void twoShipments() throws Exception {
        sender = Sender.in(folder);
        sender.ship(Kind.COMPLETE);
        sender.ship(Kind.PARTIAL);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
    }

    @Test
    void workFolderThatKnowsTheDepotGoesOn() throws Exception {
        SenderState before = sender.work.state();

        DepotView view = look();

        assertThat(view.continuity()).isInstanceOf(Continuity.Continues.class);
        assertThat(view.shipments()).hasSize(2);
        assertThat(view.before()).isEqualTo(before);
        assertThat(view.foreign()).isEmpty();
        assertThat(sender.work.state()).isEqualTo(before);
    }

    @Test
    void lostWorkFolderBeginsAnewBehindTheNumbersInTheDepot() throws Exception {
        FolderTree.delete(sender.work.folder());
        try (Sender lost = Sender.in(folder)) {
            DepotView view = DepotView.open(lost.config, lost.work, lost.depot, ManifestSigner.NONE);

            assertThat(view.continuity())
                    .isEqualTo(new Continuity.BeginsAnew("the work folder is new, and the depot has partial 000002"));
            assertThat(lost.work.state().drawn()).isEqualTo(new Sequence(2));
        }
    }

    @Test
    void olderCopyOfTheWorkFolderBeginsAnewUnderAnotherId() throws Exception {
        byte[] state = Files.readAllBytes(sender.work.folder().resolve("state.json"));
        sender.ship(Kind.PARTIAL);
        Files.write(sender.work.folder().resolve("state.json"), state);
        String id = sender.work.state().streamId();

        assertThat(look().continuity())
                .isEqualTo(new Continuity.BeginsAnew(
                        "the depot has partial 000003, and the work folder is an older copy that does not know it"));
        assertThat(sender.work.state().streamId()).isNotEqualTo(id);
        assertThat(sender.work.state().complete()).isNull();
        assertThat(sender.work.state().drawn()).isEqualTo(new Sequence(3));
    }

    @Test
    void shipmentOfAnotherSenderStopsTheRun() throws Exception {
        try (Sender other = Sender.in(Files.createDirectories(folder.resolve("other")))) {
            other.ship(Kind.COMPLETE);
            other.ship(Kind.PARTIAL);
            Manifest third = other.ship(Kind.PARTIAL);
            Files.move(other.inDepot(third), sender.inDepot(third));
        }

        assertThatThrownBy(this::look)
                .isInstanceOf(DbferryException.class)
                .hasMessage(
                        "cannot ship stream 'test' to depot '" + sender.depotFolder + "' behind partial 000003:"
                                + " another sender of the stream has shipped it, on another machine or with another work folder");
    }

    @Test
    void numbersThatCannotBeThisSendersAreIgnoredAndReported() throws Exception {
        Files.createDirectories(sender.depotFolder.resolve("partial/20261128T120000Z-900000"));

        DepotView view = look();

        assertThat(view.continuity()).isInstanceOf(Continuity.Continues.class);
        assertThat(view.foreign().orElseThrow().describe())
                .isEqualTo("ignored one shipment in depot '" + sender.depotFolder + "' that this sender cannot have"
                        + " shipped, such as 'partial/20261128T120000Z-900000': find out who wrote there");
    }

    @Test
    void receiverThatIsAheadIsRememberedUntilACompleteIsShipped() throws Exception {
        sender.leave("viz", receipt(State.APPLIED, 7, 7));
        String why = "receiver 'viz' has applied shipment 000007, and the work folder is an older copy that does not"
                + " know it";

        assertThat(look().ahead()).contains(why);
        assertThat(sender.work.state().drawn()).isEqualTo(new Sequence(7));
        FolderTree.delete(sender.depotFolder.resolve("receipts"));
        assertThat(look().ahead()).as("kept on disk").contains(why);

        sender.ship(Kind.COMPLETE);
        assertThat(look().ahead()).isEmpty();
    }

    @Test
    void newestReceiptOfEachReceiverCounts() throws Exception {
        Receipt newest = receipt(State.NEEDS_COMPLETE, 2, 1);
        sender.leave("viz", receipt(State.APPLIED, 1, 1));
        sender.leave("viz", newest);
        sender.leave("other", receipt(State.APPLIED, 1, 1));

        assertThat(look().receipts()).hasSize(2).containsEntry("viz", newest);
    }

    @Test
    void streamThatGotAnotherNameIsRefused() throws Exception {
        sender.work.update(state -> state.withNext(Kind.PARTIAL, "older"));

        assertThatThrownBy(this::look)
                .isInstanceOf(DbferryException.class)
                .hasMessage("cannot ship stream 'test': work folder '" + sender.work.folder()
                        + "' has shipped stream 'older'");
    }

    private DepotView look() throws IOException {
        WorkFolder work = WorkFolder.open(sender.config.work());
        return DepotView.open(sender.config, work, sender.depot, ManifestSigner.NONE);
    }
}
