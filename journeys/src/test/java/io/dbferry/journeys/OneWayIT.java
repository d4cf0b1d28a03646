package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shipments that are carried by hand, with no way back. {@code -Done-way.seed} repeats a run. */
class OneWayIT {
    private final long seed = Long.getLong("one-way.seed", System.nanoTime() % 1_000_000);

    @TempDir
    private Path folder;

    private TwoServers servers;
    private Path carried;

    @BeforeEach
    void servers() throws Exception {
        ChosenSurroundings.needFolder();
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, n int, updated_at timestamptz DEFAULT now())");
        servers.onSender("INSERT INTO item SELECT i, 0 FROM generate_series(1, 20) i");
        carried = Files.createDirectories(folder.resolve("carried"));
        senderKeeps("completes: 2");
        servers.receiverConfig("receipts: none");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("depot: " + servers.depot(), "depot: " + carried));
    }

    private void senderKeeps(String what) throws IOException {
        servers.senderConfig("partial: {minutes: 10}\nreceipts: none");
        Path config = folder.resolve("sender.yaml");
        Files.writeString(config, Files.readString(config).replace("free-space: 1MB", "free-space: 1MB, " + what));
    }

    private void change(int i) throws Exception {
        servers.onSender("UPDATE item SET n = n + 1, updated_at = now() WHERE id % 5 = " + i % 5
                + "; INSERT INTO item VALUES (" + (100 + i) + ", 0)");
    }

    private void dump(String kind) {
        TwoServers.Run run = servers.sender("dump", kind);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void carry(Path file) throws IOException {
        Path to = carried.resolve(servers.depot().relativize(file));
        Files.createDirectories(to.getParent());
        Files.write(to, Files.readAllBytes(file));
    }

    @Test
    void filesCarriedInAnyOrderTwiceAndInPartsEndRightAndNothingIsWrittenThere() throws Exception {
        dump("complete");
        for (int i = 1; i <= 4; i++) {
            change(i);
            dump(i == 3 ? "complete" : "partial");
        }
        List<Path> way = new ArrayList<>(files(servers.depot()));
        way.addAll(way.subList(0, way.size() / 2));
        Collections.shuffle(way, new Random(seed));
        for (int i = 0; i < way.size(); i++) {
            Path file = way.get(i);
            if (i % 3 == 0) { // a part of it, as of a copy that was cut off
                carry(file);
                Path to = carried.resolve(servers.depot().relativize(file));
                byte[] whole = Files.readAllBytes(to);
                Files.write(to, Arrays.copyOf(whole, whole.length / 2));
            }
            if (i % 4 == 0) {
                servers.receiver("load"); // fails or not: what is not whole is not applied
            }
            carry(file);
        }
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as("seed " + seed + ": " + load.err()).isZero();
        assertThat(servers.receiverRows()).as("seed " + seed).isEqualTo(servers.senderRows());
        assertThat(contents(carried)).as("seed " + seed).isEqualTo(contents(servers.depot()));
        TwoServers.Run again = servers.receiver("load");
        assertThat(again.exit()).isZero();
        assertThat(again.err()).isEmpty();
        assertThat(servers.receiver("check").out())
                .contains("is readable; receipts: none, so nothing is written there");
        assertThat(servers.receiver("prune").exit()).isEqualTo(2);
    }

    private static Map<String, Integer> contents(Path root) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        for (Path file : files(root)) {
            contents.put(root.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
        return contents;
    }

    @Test
    void gapIsSeenAndTheNextCompleteCloses() throws Exception {
        dump("complete");
        for (Path file : files(servers.depot())) {
            carry(file);
        }
        assertThat(servers.receiver("load").exit()).isZero();
        change(1);
        dump("partial");
        List<Path> lost = files(servers.depot());
        change(2);
        dump("partial");
        for (Path file : files(servers.depot())) {
            if (!lost.contains(file)) {
                carry(file);
            }
        }
        TwoServers.Run gap = servers.receiver("load");
        assertThat(gap.exit()).isEqualTo(5);
        dump("complete");
        for (Path file : files(servers.depot())) {
            if (!lost.contains(file)) {
                carry(file);
            }
        }
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void senderKeepsByCountAndAgeAndNeverLessThanTheNewestComplete() throws Exception {
        for (int i = 1; i <= 3; i++) {
            dump("complete");
            change(i);
            dump("partial");
        }
        assertThat(shipments())
                .containsExactly("complete 000003", "complete 000005", "partial 000004", "partial 000006");
        senderKeeps("complete: 0s, partial: 0s");
        Thread.sleep(1100);
        dump("partial");
        assertThat(shipments()).containsExactly("complete 000005", "partial 000006");
    }

    private List<String> shipments() throws IOException {
        List<String> names = new ArrayList<>();
        for (String kind : new String[] {"complete", "partial"}) {
            try (Stream<Path> all = Files.list(servers.depot().resolve(kind))) {
                all.sorted()
                        .map(path -> kind + " " + path.getFileName().toString().replaceFirst(".*-", ""))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
