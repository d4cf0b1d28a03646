package io.dbferry.receiver.open;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.TestTables;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.Frame;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.text.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows out of the frames of {@code database.sql.zst}, and what is refused there. */
class FrameReaderTest {
    private static final String HEAD = "COPY \"public\".\"bus\" (\"id\", \"plate\") FROM stdin;\n";
    private static final String TAIL = "\\.\n\n";
    private static final TableEntry BUS = TestTables.table("bus")
            .column("id", "bigint")
            .column("plate", "text")
            .key("id")
            .shipped();

    @TempDir
    Path here;

    private ShipmentOnDisk disk;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Frame> frames = new ArrayList<>();

    @BeforeEach
    void folders() throws IOException {
        disk = new ShipmentOnDisk(Files.createDirectory(here.resolve("depot")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1000, 20_000})
    void rowsComeOutAsTheyWentIn(int rows) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append(i).append("\tplate\\n of bus ").append(i).append('\n');
        }
        disk.schemaFrame(frame("CREATE TABLE x;\n", 0));
        add(HEAD + lines + TAIL, rows);
        try (FrameReader reader = open()) {
            reader.checkSchemaFrames();
            assertThat(copied(reader, frames.get(0))).isEqualTo(lines.toString());
            assertThat(reader.shipment()).isEqualTo(ShipmentOnDisk.NAME);
        }
    }

    @Test
    void aFrameOfAnotherTableIsRefused() throws IOException {
        add("COPY \"public\".\"bus\" (\"plate\", \"id\") FROM stdin;\n" + TAIL, 0);
        add("COPY", 0);
        try (FrameReader reader = open()) {
            assertRefused(reader, 0, "is not of table 'bus'");
            assertRefused(reader, 1, "is not of table 'bus'");
        }
    }

    @Test
    void aFrameWithoutItsEndOrItsRowsIsRefused() throws IOException {
        add(HEAD + "1\ta\n", 1);
        add(HEAD, 0);
        add(HEAD + TAIL + "DROP TABLE bus;\n", 1);
        add(HEAD + "1\ta\n2\tb\n" + TAIL, 3);
        try (FrameReader reader = open()) {
            assertRefused(reader, 0, "has no end");
            assertRefused(reader, 1, "has no end");
            assertRefused(reader, 2, "has no end");
            assertRefused(reader, 3, "has 2 rows instead of 3");
        }
    }

    @Test
    void damagedFramesAreRefused() throws IOException {
        add(HEAD + "1\ta\n" + TAIL, 1);
        byte[] zeros = new byte[64];
        content.write(zeros);
        frames.add(new Frame(frames.get(0).bytes(), zeros.length, 0, Hashing.sha256(zeros)));
        byte[] cut = Arrays.copyOf(Zstd.compress((HEAD + TAIL).getBytes(UTF_8)), 30);
        frames.add(new Frame(content.size(), cut.length, 0, Hashing.sha256(cut)));
        content.write(cut);
        try (FrameReader reader = open()) {
            assertRefused(reader, 1, "cannot be decompressed: ");
            assertRefused(reader, 2, "cannot be decompressed: ");
        }
    }

    @Test
    void aFrameThatDiffersFromItsHashIsRefusedAtItsEndAndWhereItsRowsAre() throws IOException {
        add(HEAD + "1\ta\n" + TAIL, 1);
        Frame frame = frames.get(0);
        frames.set(0, new Frame(frame.offset(), frame.bytes(), frame.rows(), "0".repeat(64)));
        try (FrameReader reader = open()) {
            assertRefused(reader, 0, "differs from its hash");
            assertThatThrownBy(() -> reader.copy(BUS, frames.get(0), refusing()))
                    .as("the database refuses altered rows before their end is seen")
                    .isInstanceOf(DbferryException.class)
                    .hasMessageEndingWith("differs from its hash");
        }
    }

    @Test
    void whereTheDatabaseRefusesRowsThatAreRightItsRefusalIsThrown() throws IOException {
        add(HEAD + "1\ta\n" + TAIL, 1);
        try (FrameReader reader = open()) {
            assertThatThrownBy(() -> reader.copy(BUS, frames.get(0), refusing()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused");
        }
    }

    @Test
    void aSchemaFrameThatDiffersFromItsHashIsRefused() throws IOException {
        Frame frame = frame("CREATE TABLE x;\n", 0);
        disk.schemaFrame(new Frame(frame.offset(), frame.bytes(), 0, "0".repeat(64)));
        try (FrameReader reader = open()) {
            assertThatThrownBy(reader::checkSchemaFrames)
                    .hasMessage(
                            "cannot load complete 000042: the frame at 0 of 'database.sql.zst' differs from its hash");
        }
    }

    @Test
    void framesAreTheWholeFile() throws IOException {
        add(HEAD + TAIL, 0);
        Frame frame = frames.get(0);
        for (Frame wrong : List.of(
                new Frame(1, frame.bytes() - 1, 0, frame.sha256()),
                new Frame(0, frame.bytes() - 1, 0, frame.sha256()),
                new Frame(0, frame.bytes() + 1, 0, frame.sha256()),
                new Frame(0, -1, 0, frame.sha256()))) {
            frames.set(0, wrong);
            disk = new ShipmentOnDisk(here.resolve("depot"));
            assertThatThrownBy(this::open)
                    .as(wrong.toString())
                    .hasMessage("cannot load complete 000042: its frames are not the whole of 'database.sql.zst'");
        }
    }

    @Test
    void rowsInAnEarlierCompleteAreReadThereAndCheckedByTheOwnManifest() throws IOException {
        String base = "20261122T120000Z-000041";
        byte[] rows = Zstd.compress("1\ta\n2\tb\n".getBytes(UTF_8));
        byte[] file = Arrays.copyOf(new byte[] {7, 7, 7}, 3 + rows.length + 2);
        System.arraycopy(rows, 0, file, 3, rows.length);
        Path folder = Files.createDirectories(here.resolve("depot/complete/" + base));
        add(HEAD + "3\tc\n" + TAIL, 1);
        disk.rowsBehind(0);
        frames.add(new Frame(3, rows.length, 2, Hashing.sha256(rows), base));
        frames.add(new Frame(3, rows.length, 3, Hashing.sha256(rows), base));
        ShipmentReader shipment = write();

        assertThatThrownBy(shipment::verify)
                .hasMessage(
                        "cannot load complete 000042: it refers to rows in complete 000041, which is not in the depot");
        Files.write(folder.resolve(ShipmentLayout.DATABASE), Arrays.copyOf(file, rows.length));
        assertThatThrownBy(shipment::verify)
                .hasMessage("cannot load complete 000042: it refers to rows in complete 000041, whose file"
                        + " 'database.sql.zst' has " + rows.length + " bytes instead of " + (rows.length + 3)
                        + " or more");
        Files.write(folder.resolve(ShipmentLayout.DATABASE), file);
        shipment.verify();
        try (FrameReader reader = FrameReader.open(shipment)) {
            assertThat(copied(reader, frames.get(1))).isEqualTo("1\ta\n2\tb\n");
            assertThatThrownBy(() -> copied(reader, frames.get(2)))
                    .hasMessage(
                            "cannot load complete 000042: the frame at 3 of 'database.sql.zst' of complete 000041, to"
                                    + " which it refers, has 2 rows instead of 3");
        }
        file[3 + rows.length / 2] ^= 1;
        Files.write(folder.resolve(ShipmentLayout.DATABASE), file);
        assertThatThrownBy(shipment::verify)
                .hasMessage(
                        "cannot load complete 000042: the frame at 3 of 'database.sql.zst' of complete 000041, to which it"
                                + " refers, differs from its hash");
    }

    @Test
    void rowsThatTheDatabaseDidNotTakeAreMissed() throws IOException {
        add(HEAD + TAIL, 0);
        try (FrameReader reader = open()) {
            reader.checkRows(3, 3, BUS.name());
            assertThatThrownBy(() -> reader.checkRows(3, 2, BUS.name()))
                    .hasMessage("cannot load complete 000042: table 'bus' gave 2 rows instead of 3");
        }
    }

    private void add(String text, long rows) throws IOException {
        frames.add(frame(text, rows));
    }

    private Frame frame(String text, long rows) throws IOException {
        byte[] compressed = Zstd.compress(text.getBytes(UTF_8));
        Frame frame = new Frame(content.size(), compressed.length, rows, Hashing.sha256(compressed));
        content.write(compressed);
        return frame;
    }

    private FrameReader open() throws IOException {
        return FrameReader.open(write());
    }

    private ShipmentReader write() throws IOException {
        long rows = frames.stream().mapToLong(Frame::rows).sum();
        TableEntry bus = new TableEntry(
                BUS.name(),
                BUS.columns(),
                BUS.key(),
                rows,
                null,
                null,
                frames,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return disk.file(ShipmentLayout.DATABASE, content.toByteArray())
                .table(bus)
                .write()
                .open(here.resolve("work"));
    }

    private static String copied(FrameReader reader, Frame frame) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        reader.copy(BUS, frame, rows);
        return rows.toString(UTF_8);
    }

    private static OutputStream refusing() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("refused");
            }
        };
    }

    private void assertRefused(FrameReader reader, int frame, String cause) {
        assertThatThrownBy(() -> copied(reader, frames.get(frame)))
                .isInstanceOf(DbferryException.class)
                .hasMessageStartingWith("cannot load complete 000042: the frame at "
                        + frames.get(frame).offset() + " of 'database.sql.zst' " + cause);
    }
}
