package io.dbferry.sender;

import io.dbferry.config.Keep;
import io.dbferry.config.SenderConfig;
import io.dbferry.sender.outbox.Built;
import io.dbferry.sender.outbox.Delivery;
import io.dbferry.sender.outbox.ManifestSigner;
import io.dbferry.sender.outbox.Outbox;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Place;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.store.folder.FolderStore;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A work folder and a depot that is a folder, for tests without a database: shipments hold one small file. */
public final class Sender implements AutoCloseable {
    public static final String FILE = "rows.jsonl";

    public final SenderConfig config;
    public final WorkFolder work;
    public final Path depotFolder;
    public final Depot depot;
    public final List<Manifest> heard = new ArrayList<>();

    private Sender(Path folder, Keep keep) throws IOException {
        this.config = Fixtures.config(folder, keep, List.of());
        this.work = WorkFolder.open(config.work());
        this.depotFolder = Files.createDirectories(folder.resolve("depot"));
        this.depot = new Depot(FolderStore.open(depotFolder), "test");
    }

    public static Sender in(Path folder) throws IOException {
        return in(folder, new Keep(Duration.ZERO, Duration.ZERO, 0, Long.MAX_VALUE));
    }

    public static Sender in(Path folder, Keep keep) throws IOException {
        return new Sender(folder, keep);
    }

    public Delivery delivery() {
        return new Delivery(
                config, work, depot, ManifestSigner.NONE, Clock.fixed(Fixtures.NOW, ZoneOffset.UTC), heard::add);
    }

    /** Draws the next number, and builds a shipment with it. */
    public Built build(Kind kind) throws IOException, SQLException {
        return build(kind, 1);
    }

    /** @param times that the content is repeated */
    public Built build(Kind kind, int times) throws IOException, SQLException {
        long number = work.update(state -> state.withNext(kind, "test")).drawn().number();
        byte[] content = ("content of " + number).repeat(times).getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Fixtures.manifest(
                work.state().streamId(),
                kind,
                number,
                List.of(new FileEntry(FILE, content.length, Hashing.sha256(content))));
        return delivery().outbox(kind).build(manifest.name(), shipment -> {
            Files.write(shipment.resolve(FILE), content);
            return new Outbox.Contents(manifest, Set.of());
        });
    }

    /** Gives a complete a table whose rows stand in another one. */
    public static void refer(Path manifest, ShipmentName base) throws IOException {
        String table = """
                [{"name": {"schema": "public", "name": "bus"}, "columns": [], "key": [], "rows": 1,
                  "frames": [{"offset": 0, "bytes": 1, "rows": 1, "sha256": "%s", "in": "%s"}]}]""".formatted("0".repeat(64), base.folder());
        String json = Files.readString(manifest);
        Files.writeString(manifest, json.replaceFirst("\"tables\" : \\[ \\]", "\"tables\" : " + table));
    }

    /** Builds and delivers a shipment. */
    public Manifest ship(Kind kind) throws IOException, SQLException {
        return delivery().deliver(build(kind)).manifest();
    }

    public Path inDepot(Manifest manifest) {
        return depotFolder.resolve(Place.of(manifest.name()));
    }

    public void leave(String receiver, Receipt receipt) throws IOException {
        Path file = depotFolder.resolve(Place.ofReceipt(receiver, receipt.sequence()));
        Files.createDirectories(file.getParent());
        Files.write(file, Json.write(receipt));
    }

    @Override
    public void close() throws IOException {
        depot.close();
    }
}
