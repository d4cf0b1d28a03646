package io.dbferry.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.BreakingStore;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.MemoryStore;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a depot promises to sender and receiver, on each kind of store. */
public abstract class DepotContract {
    private static final Instant TIME = Instant.parse("2026-11-23T03:30:00Z");
    private static final List<String> FILES = List.of("database.sql.zst", "media-0001.tar", "manifest.json.sig");

    public Store store = new MemoryStore();
    private Depot depot = depot(store);

    /** A store with nothing in it. */
    public abstract Store open() throws Exception;

    @BeforeEach
    public final void openStore() throws Exception {
        store = open();
        depot = depot(store);
    }

    @AfterEach
    public final void closeStore() {
        depot.close();
    }

    private static Depot depot(Store store) {
        return new Depot(store, "test");
    }

    @Test
    public void emptyDepotHasNothing() throws IOException {
        assertThat(depot.shipments()).isEmpty();
        assertThat(depot.oldest()).isEmpty();
        assertThat(depot.has(complete(1))).isFalse();
        assertThat(depot.open(complete(1)).files()).isEmpty();
        assertThat(depot.open(complete(1)).published()).isEmpty();
        assertThat(depot.open(complete(1)).start("manifest.json", 10)).isEmpty();
        assertThat(depot.receipts(new Sequence(9))).isEmpty();
        assertThat(depot.receipts("viz").newest()).isEmpty();
        assertThat(depot.heartbeat((signed, signature) -> true)).isEmpty();
        assertThat(depot.nextComplete(TIME)).isEmpty();
    }

    @Test
    public void publishedShipmentsAreThereInSequence() throws IOException {
        publish(depot, partial(2));
        publish(depot, complete(1));

        assertThat(depot.shipments()).containsExactly(complete(1), partial(2));
        assertThat(depot.oldest()).containsExactly(complete(1), partial(2));
        assertThat(depot.has(partial(2))).isTrue();
        assertThat(depot.has(complete(2))).isFalse();
        assertWhole(complete(1));
        assertThat(depot.open(complete(1)).bytes()).isEqualTo(manifest(complete(1)).length + 3L * content("x").length);
        assertThat(depot.open(complete(1)).bytes("media-0001.tar")).hasValue(content("x").length);
        assertThat(depot.open(complete(1)).bytes("media-0002.tar")).isEmpty();
        assertThat(depot.open(complete(1)).published()).isPresent();
    }

    /** What was asked ahead is not what is there once something has changed. */
    @Test
    public void whatWasAskedAheadIsFoundAsItIs() throws IOException {
        publish(depot, complete(1), true);
        depot.dumpBegins(Set.of("viz"), Optional.of(complete(1).sequence()));
        assertThat(depot.shipments()).containsExactly(complete(1));

        depot.loadBegins("viz");
        publish(depot, partial(2), true);
        assertThat(depot.shipments()).containsExactly(complete(1), partial(2));

        ShipmentFolder shipment = depot.open(partial(2));
        shipment.opens();
        assertWhole(partial(2));
        shipment.reads(FILES);
        assertThat(shipment.bytes("media-0001.tar")).hasValue(content("x").length);
        assertWhole(partial(2));
    }

    /** Whatever the instant at which the sender is killed, and whether what it did then was done. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    public void publicationThatIsKilledShowsNothingHalfAndGoesOn(boolean byHalf, boolean atOnce) throws IOException {
        BreakingStore breaking;
        int step = 0;
        do {
            step++;
            ShipmentName name = complete(step);
            breaking = new BreakingStore(store, step, byHalf);
            attempt(breaking, dying -> publish(dying, name, atOnce));
            assertAllWhole();

            publish(depot(store), name, atOnce);

            assertThat(depot(store).shipments()).contains(name);
            assertAllWhole();
        } while (breaking.broke());
        assertThat(step).isGreaterThan(4);
        assertNothingElse(depot(store).shipments().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    public void retirementThatIsKilledShowsNothingHalfAndLeavesNothingInTheEnd(boolean byHalf) throws IOException {
        BreakingStore breaking;
        int step = 0;
        do {
            step++;
            ShipmentName name = partial(step);
            publish(depot, name);
            breaking = new BreakingStore(store, step, byHalf);
            attempt(breaking, dying -> dying.retire(List.of(name), "viz"));
            assertAllWhole();

            Depot.Retired retired = depot(store).retire(List.of(name), "viz");

            assertThat(retired.deleted()).containsExactly(name);
            assertThat(retired.undeletable()).isEmpty();
            assertThat(depot(store).shipments()).isEmpty();
            depot(store).clearUnfinished(folder -> false);
            assertNothingElse(0);
        } while (breaking.broke());
        assertThat(step).isGreaterThan(3);
    }

    @Test
    public void whatAnotherReceiverHasRetiredIsDone() throws IOException {
        publish(depot, partial(1));
        publish(depot, partial(2));
        publish(depot, partial(3));

        assertThat(depot.retire(List.of(partial(1)), "viz").deleted()).containsExactly(partial(1));
        assertThat(depot.retire(List.of(partial(1), partial(2)), "other").deleted())
                .containsExactlyInAnyOrder(partial(1), partial(2));

        assertThat(depot.shipments()).containsExactly(partial(3));
        assertWhole(partial(3));
    }

    @Test
    public void unfinishedPublicationIsNoShipmentAndIsClearedUnlessItGoesOn() throws IOException {
        publish(depot, complete(1));
        Publication publication = depot.publish(partial(2));
        publication.begin();
        publication.put(FILES.get(0), Content.of(content("x")));

        assertThat(depot.shipments()).containsExactly(complete(1));
        assertThat(depot.oldest()).containsExactly(complete(1));
        assertThat(depot.has(partial(2))).isFalse();
        assertThat(publication.find(manifest(partial(2)))).isEqualTo(Publication.There.NOTHING);
        depot.clearUnfinished(folder -> folder.equals(partial(2).folder()));
        assertThat(publication.arrived()).isEqualTo(content("x").length);

        depot.clearUnfinished(folder -> false);

        assertThat(publication.arrived()).isZero();
        assertWhole(complete(1));
        assertNothingElse(1);
    }

    @Test
    public void publicationBeginsAgainWithNothingThatWasLeft() throws IOException {
        Publication first = depot.publish(complete(1));
        first.begin();
        first.put("left", Content.of(content("x")));

        depot.publish(complete(1)).beginAgain();
        publish(depot, complete(1));

        assertWhole(complete(1));
    }

    @Test
    public void shipmentThatIsThereIsKnownFromAnotherOfItsName() throws IOException {
        Publication other = depot.publish(complete(1));
        other.begin();
        other.put("others", Content.of(content("x")));
        other.finish(Content.of(content("another manifest")));

        Publication publication = depot.publish(complete(1));
        assertThat(publication.find(manifest(complete(1)))).isEqualTo(Publication.There.ANOTHER);
        publication.replaceOther();
        assertThat(publication.find(manifest(complete(1)))).isEqualTo(Publication.There.NOTHING);
        publish(depot, complete(1));

        assertThat(publication.find(manifest(complete(1)))).isEqualTo(Publication.There.THIS);
        assertWhole(complete(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    public void receiptThatIsReplacedIsTheOldOneOrTheNewOne(boolean byHalf) throws IOException {
        depot.leave(receipt(1, 0));
        BreakingStore breaking;
        int step = 0;
        do {
            step++;
            Receipt old = receipt(1, step - 1);
            Receipt replaced = receipt(1, step);
            breaking = new BreakingStore(store, step, byHalf);
            attempt(breaking, dying -> dying.leave(replaced));

            assertThat(depot(store).receipts("viz").newest().orElseThrow()).isIn(old, replaced);
            depot(store).leave(replaced);
            assertThat(depot(store).receipts("viz").newest()).contains(replaced);
        } while (breaking.broke());
        assertThat(store.list("receipts/viz")).hasSize(1);
    }

    @Test
    public void receiptsAreReadByReceiverAndForgotten() throws IOException {
        for (int sequence = 1; sequence <= 3; sequence++) {
            depot.leave(receipt(sequence, 7));
        }

        assertThat(depot.receipts(new Sequence(2))).singleElement().satisfies(folder -> assertThat(folder.newest())
                .contains(receipt(2, 7)));
        assertThat(depot.newestReceipts(java.util.Set.of(), 1, new Sequence(3))).hasSize(1);
        assertThat(depot.needed(new Sequence(3), List.of(complete(1), partial(2))))
                .containsExactly(new Needed("viz", Sequence.NONE));

        depot.forgetReceipts("viz", new Sequence(3));

        assertThat(depot.receipts("viz").shipments()).containsExactly(new Sequence(3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    public void heartbeatThatIsReplacedIsTheOldOneOrTheNewOne(boolean byHalf) throws IOException {
        depot.leave(heartbeat(0), signed -> new byte[0]);
        BreakingStore breaking;
        int step = 0;
        do {
            step++;
            Heartbeat old = heartbeat(step - 1);
            Heartbeat replaced = heartbeat(step);
            breaking = new BreakingStore(store, step, byHalf);
            attempt(breaking, dying -> dying.leave(replaced, signed -> new byte[0]));

            assertThat(depot(store).heartbeat((signed, signature) -> true).orElseThrow())
                    .isIn(old, replaced);
            depot(store).leave(replaced, signed -> new byte[0]);
            assertThat(depot(store).heartbeat((signed, signature) -> true)).contains(replaced);
        } while (breaking.broke());
    }

    @Test
    public void nextCompleteIsReadUntilItsTime() throws IOException {
        depot.leaveNextComplete(TIME.plusSeconds(60));
        depot.leaveNextComplete(TIME);

        assertThat(depot.nextComplete(TIME.minusSeconds(1))).contains(TIME);
        assertThat(depot.nextComplete(TIME)).isEmpty();
        assertThat(new Depot(store, "other").nextComplete(TIME.minusSeconds(1))).isEmpty();
    }

    /** Times may be whole seconds. */
    @Test
    public void depotLooksTheSameUntilAShipmentComesOrGoes() throws Exception {
        publish(depot, complete(1));
        String token = depot.changedSince("").orElseThrow();
        Thread.sleep(1_100);

        depot.leave(receipt(1, 7));
        depot.leave(heartbeat(1), signed -> new byte[0]);
        depot.leaveNextComplete(TIME);
        assertThat(depot(store).changedSince(token)).isEmpty();

        publish(depot, complete(2));
        String second = depot(store).changedSince(token).orElseThrow();
        Thread.sleep(1_100);
        depot.retire(List.of(complete(1)), "viz");
        assertThat(depot(store).changedSince(second)).isPresent();
    }

    @Test
    public void trialGoesTheWayOfAPublicationAndLeavesNothing() throws IOException {
        Trial trial = depot.trial("0123456789abcdef", Clock.systemUTC());
        trial.makeFolder();
        trial.put(Content.of(content("tried")));
        assertThat(trial.rename()).isEqualTo(store.renaming().isPresent());
        try (InputStream back = trial.readBack()) {
            assertThat(back.readAllBytes()).isEqualTo(content("tried"));
        }
        depot.clearUnfinished(folder -> false);
        trial.delete();
        depot.tryWriting("7");
        assertNothingElse(0);
        depot.publish(complete(1)).begin();
        depot.tryWriting("7");
        depot.clearUnfinished(folder -> false);
        assertNothingElse(0);
    }

    @Test
    public void onlyTrialsThatWereAbandonedAreCleared() throws IOException {
        Trial trial = depot.trial("0123456789abcdef", Clock.systemUTC());
        trial.makeFolder();
        trial.put(Content.of(content("tried")));

        depot.trial("f000000000000000", Clock.systemUTC()).clearAbandoned();
        assertThat(store.list("incoming")).hasSize(1);

        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11));
        depot.trial("f000000000000000", later).clearAbandoned();
        assertThat(store.list("incoming")).isEmpty();
    }

    /** What is done on a depot. */
    private interface Action {
        void on(Depot depot) throws IOException;
    }

    private static void attempt(BreakingStore breaking, Action action) throws IOException {
        try {
            action.on(depot(breaking));
            assertThat(breaking.broke()).isFalse();
        } catch (IOException e) {
            assertThat(e).hasMessage("the test's store is gone");
        }
    }

    /** As a sender does. */
    private static void publish(Depot depot, ShipmentName name) throws IOException {
        publish(depot, name, false);
    }

    /** @param atOnce whether it is small */
    private static void publish(Depot depot, ShipmentName name, boolean atOnce) throws IOException {
        Publication publication = depot.publish(name);
        if (publication.find(manifest(name)) == Publication.There.THIS) {
            return;
        }
        if (atOnce) {
            Map<String, Content> files = new LinkedHashMap<>();
            for (String file : FILES) {
                files.put(file, Content.of(content(file)));
            }
            files.put("manifest.json", Content.of(manifest(name)));
            publication.bring(files);
            return;
        }
        publication.begin();
        for (String file : FILES) {
            publication.put(file, Content.of(content(file)));
        }
        publication.finish(Content.of(manifest(name)));
    }

    /** As a new receiver sees it. */
    private void assertAllWhole() throws IOException {
        for (ShipmentName name : depot(store).shipments()) {
            assertWhole(name);
        }
    }

    private void assertWhole(ShipmentName name) throws IOException {
        ShipmentFolder shipment = depot(store).open(name);
        assertThat(shipment.files().keySet())
                .containsExactlyInAnyOrder("manifest.json", FILES.get(0), FILES.get(1), FILES.get(2));
        assertThat(shipment.start("manifest.json", 1000)).isEqualTo(manifest(name));
        for (String file : FILES) {
            assertThat(shipment.start(file, 100_000)).isEqualTo(content(file));
        }
    }

    /** No file that belongs to no shipment. */
    private void assertNothingElse(int shipments) throws IOException {
        assertThat(store.list("incoming")).isEmpty();
        int folders = 0;
        for (Kind kind : Kind.values()) {
            folders += store.list(kind.word()).size();
        }
        assertThat(folders).isEqualTo(shipments);
        assertThat(store.list("")).extracting(Store.Entry::name).isSubsetOf("complete", "partial", "incoming");
    }

    /** Two may have the same length only if they are the same. */
    private static byte[] content(String of) {
        return StoreContract.random(of.equals("x") || FILES.contains(of) ? 3_000 : of.length());
    }

    private static byte[] manifest(ShipmentName name) {
        return ("manifest of " + name).getBytes(StandardCharsets.UTF_8);
    }

    private static Receipt receipt(int sequence, long rows) {
        return new Receipt(
                "viz",
                "test",
                new Sequence(sequence),
                Kind.PARTIAL,
                Receipt.State.APPLIED,
                TIME,
                new Sequence(sequence),
                null,
                rows,
                null,
                null,
                null,
                null,
                null);
    }

    private static Heartbeat heartbeat(int sequence) {
        Position position = new Position("1:2:", "0/1", TIME, "7", 1);
        return new Heartbeat(Heartbeat.FORMAT, "test", "id", new Sequence(sequence), "0".repeat(64), position);
    }

    private static ShipmentName complete(int sequence) {
        return new ShipmentName(Kind.COMPLETE, TIME, new Sequence(sequence));
    }

    private static ShipmentName partial(int sequence) {
        return new ShipmentName(Kind.PARTIAL, TIME, new Sequence(sequence));
    }
}
