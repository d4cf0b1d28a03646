package io.dbferry.sender.change.deletes;

import static io.dbferry.sender.Fixtures.NOW;
import static io.dbferry.sender.Fixtures.position;
import static io.dbferry.sender.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.files.DamagedFiles;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.ChangeSink;
import io.dbferry.sender.change.ChangeStrategy;
import io.dbferry.sender.change.ChangeStrategy.Answer;
import io.dbferry.sender.change.ChangeStrategy.Span;
import io.dbferry.sender.change.KeyComparator;
import io.dbferry.sender.change.RefusingSink;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists of known keys over several shipments: together they never lack a key that a receiver has. */
class KeyComparisonTest {
    private static final Table BUS = table("bus", "id bigint");
    private static final Table TRIP = table("trip", "code text");

    @TempDir
    private Path work;

    private final Map<String, List<List<String>>> rows = new TreeMap<>();
    private KeyLists lists;
    private KnownKeys known;

    @BeforeEach
    void open() {
        lists = new KeyLists(work.resolve("keys"));
        known = new KnownKeys(lists, new DamagedFiles(work));
    }

    @Test
    void whatACompleteListedAndIsNoLongerThereIsGone() throws Exception {
        has(BUS, "1", "2", "30");
        has(TRIP, "a", "b");
        complete(1);

        has(BUS, "2", "3");
        has(TRIP, "b");

        assertThat(compare()).containsExactly("bus 1", "bus 30", "trip a");
    }

    @Test
    void withoutAKnownListNothingIsGone() throws Exception {
        has(BUS, "1");

        assertThat(compare()).isEmpty();
        assertThat(lists.known()).isEmpty();
    }

    @Test
    void whatAComparisonListedIsKnownOnceItsShipmentIsInTheDepot() throws Exception {
        has(BUS, "1");
        complete(1);
        has(BUS, "2");
        compare();
        lists.built(Kind.PARTIAL, new Sequence(2));
        lists.delivered(Kind.PARTIAL, new Sequence(2), NOW);
        has(BUS);

        assertThat(compare()).containsExactly("bus 2");
    }

    @Test
    void keysThatPartialsCarriedMeanwhileAreComparedToo() throws Exception {
        has(BUS, "1");
        complete(1);
        Path shipped = lists.ship(new Sequence(2));
        write(shipped, BUS, "7");
        has(BUS, "1");

        assertThat(compare()).containsExactly("bus 7");
    }

    @Test
    void keysOfShipmentsBeforeTheKnownListsAreInThese() throws Exception {
        Path shipped = lists.ship(new Sequence(2));
        write(shipped, BUS, "7");
        has(BUS, "1");
        complete(5);

        assertThat(compare()).isEmpty();
    }

    @Test
    void ofATableThatTheListsDoNotHaveAnyRowMayBeGoneUntilTheyDo() throws Exception {
        Table tram = table("tram", "id bigint");
        has(BUS, "1");
        has(tram, "1");
        complete(1);

        assertThat(unlisted(BUS, tram)).containsExactly(tram);
        lists.built(Kind.PARTIAL, new Sequence(2));
        lists.delivered(Kind.PARTIAL, new Sequence(2), NOW);
        assertThat(unlisted(BUS, tram)).isEmpty();
    }

    @Test
    void aDamagedListIsSetAsideAndAsksForACompleteUntilOneIsThere() throws Exception {
        has(BUS, "1");
        complete(1);
        Path list = lists.known().orElseThrow().path().resolve(ShipmentLayout.rows(BUS.name()));
        Files.write(list, new byte[] {1, 2, 3});

        assertThat(damaged()).containsExactly(list);
        assertThat(list).isEmptyFile();
        try (var aside = Files.list(work.resolve("damaged"))) {
            assertThat(aside.filter(file -> file.getFileName().toString().contains("bus")))
                    .isNotEmpty();
        }
        assertThat(damaged()).as("the next run").containsExactly(list);
        complete(2);
        assertThat(damaged()).isEmpty();
    }

    @Test
    void aDamagedListOfAPartialAsksForACompleteToo() throws Exception {
        has(BUS, "1");
        complete(1);
        Path shipped = lists.ship(new Sequence(2));
        write(shipped, BUS, "7");
        Path list = shipped.resolve(ShipmentLayout.rows(BUS.name()));
        byte[] cut = Files.readAllBytes(list);
        Files.write(list, Arrays.copyOf(cut, cut.length / 2));

        assertThat(damaged()).containsExactly(list);
    }

    @Test
    void keysThatAreGoneComeToTheSinkInBatches() throws Exception {
        String[] many =
                Stream.iterate(1, n -> n + 1).limit(10_001).map(String::valueOf).toArray(String[]::new);
        has(BUS, many);
        has(TRIP, "a");
        complete(1);
        has(BUS);
        has(TRIP);
        lists.beginRun(Kind.PARTIAL);
        Batches sink = new Batches();

        assertThat(comparing().compare(List.of(BUS, TRIP), this::each, sink)).isEqualTo(new Answer.Told());

        assertThat(sink.batches).containsExactly("bus 10000", "bus 1", "trip 1");
    }

    @Test
    void aDamagedListMakesOnlyACompleteTell() throws Exception {
        has(BUS, "1");
        complete(1);
        Path list = lists.known().orElseThrow().path().resolve(ShipmentLayout.rows(BUS.name()));
        Files.write(list, new byte[] {1});
        lists.beginRun(Kind.PARTIAL);

        assertThat(comparing().compare(List.of(BUS), this::each, new Batches()))
                .isEqualTo(new Answer.OnlyComplete("the list of known keys '" + list + "' is damaged"));
    }

    @Test
    void keysAreNotComparedWhereOnlyACompleteTells() throws Exception {
        assertThat(comparing().find(List.of(BUS), new Span(position(1), position(2)), new Batches()))
                .isEqualTo(new Answer.OnlyComplete("by hand"));
        assertThat(work).isEmptyDirectory();
    }

    private KeyComparingStrategy comparing() {
        return new KeyComparingStrategy(
                new ChangeStrategy() {
                    @Override
                    public Answer find(List<Table> tables, Span span, ChangeSink sink) {
                        return new Answer.OnlyComplete("by hand");
                    }

                    @Override
                    public String describe(Table table) {
                        return "by hand";
                    }
                },
                known);
    }

    private static final class Batches extends RefusingSink {
        private final List<String> batches = new ArrayList<>();

        @Override
        public void gone(Table table, Iterable<List<String>> keys) {
            List<List<String>> all = new ArrayList<>();
            keys.forEach(all::add);
            batches.add(table.name() + " " + all.size());
        }
    }

    private void has(Table table, String... keys) {
        rows.put(table.name().toString(), Stream.of(keys).map(List::of).toList());
    }

    private void each(Table table, KnownKeys.There there, BooleanSupplier wrote) throws IOException, SQLException {
        for (List<String> key : rows.getOrDefault(table.name().toString(), List.of())) {
            there.take(key);
        }
    }

    private void complete(long sequence) throws Exception {
        known.list(Kind.COMPLETE, List.of(BUS, TRIP), this::each);
        lists.built(Kind.COMPLETE, new Sequence(sequence));
        lists.delivered(Kind.COMPLETE, new Sequence(sequence), NOW);
    }

    private List<String> compare() throws Exception {
        List<String> gone = new ArrayList<>();
        lists.beginRun(Kind.PARTIAL);
        KnownKeys.Untold untold = known.compare(
                List.of(BUS, TRIP), this::each, table -> key -> gone.add(table.name() + " " + key.get(0)));
        assertThat(untold.damaged()).isEmpty();
        assertThat(untold.unlisted()).isEmpty();
        return gone;
    }

    private Set<Table> unlisted(Table... tables) throws Exception {
        lists.beginRun(Kind.PARTIAL);
        return known.compare(List.of(tables), this::each, table -> key -> {}).unlisted();
    }

    private List<Path> damaged() throws Exception {
        lists.beginRun(Kind.PARTIAL);
        return known.compare(List.of(BUS), this::each, table -> key -> {}).damaged();
    }

    private static void write(Path folder, Table table, String... keys) throws IOException {
        try (KeyList.Writer list =
                new KeyList.Writer(folder.resolve(ShipmentLayout.rows(table.name())), new KeyComparator(table))) {
            for (String key : keys) {
                list.add(List.of(key));
            }
            list.end();
        }
    }
}
