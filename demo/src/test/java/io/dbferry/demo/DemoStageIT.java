package io.dbferry.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.Session;
import io.dbferry.demo.city.TransappCity;
import io.dbferry.demo.city.TransappTable;
import io.dbferry.demo.servers.DemoDatabase;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One stage for all, because it takes seconds to build; each test leaves both sides as it found them. */
final class DemoStageIT {
    @TempDir
    static Path folder;

    private static DemoStage stage;

    @BeforeAll
    static void open() throws Exception {
        stage = DemoStage.open(folder, Clock.systemUTC(), step -> {});
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    @Test
    void senderHasTheRowsOfEachTable() throws Exception {
        List<DemoProof.Table> tables = stage.prove().tables();

        assertThat(tables).hasSize(TransappTable.values().length);
        for (TransappTable table : TransappTable.values()) {
            assertThat(tables)
                    .filteredOn(DemoProof.Table::name, table.catalogName())
                    .singleElement()
                    .satisfies(found -> assertThat(found.sender().count()).isEqualTo(table.rows()));
        }
        assertThat(number(stage.sender(), "SELECT nextval('\"AndroidRequests_report_id_seq\"')"))
                .isEqualTo(1_501);
    }

    @Test
    void imagesArePicturesOfFiveToFortyKilobytesAndTheReportsNameThem() throws Exception {
        List<Path> images = list(folder.resolve("sender/media/reported_images"));

        assertThat(images).hasSize(300);
        for (Path image : images) {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(image)));
            assertThat(picture.getWidth()).isEqualTo(320);
            assertThat(Files.size(image)).isBetween(5_000L, 40_000L);
            assertThat(number(
                            stage.sender(),
                            "SELECT count(*) FROM \"AndroidRequests_report\" WHERE \"imageName\" = '"
                                    + image.getFileName() + "'"))
                    .isOne();
        }
    }

    @Test
    void readerReadsEveryTableAndWritesNone() throws Exception {
        DemoDatabase reader = reader();

        for (TransappTable table : TransappTable.values()) {
            assertThat(number(reader, "SELECT count(*) FROM " + table.sql())).isEqualTo(table.rows());
            assertThatThrownBy(() -> run(reader, "DELETE FROM " + table.sql()))
                    .hasMessageContaining("permission denied for table " + table.catalogName());
        }
        assertThat(number(reader, "SELECT last_value FROM \"AndroidRequests_token_id_seq\""))
                .isPositive();
        assertThatThrownBy(() -> run(reader, "CREATE TABLE mine (id int)"))
                .hasMessageContaining("permission denied for schema public");
    }

    @Test
    void wrongPasswordIsRefused() {
        DemoDatabase sender = stage.sender();
        DemoDatabase guessed = new DemoDatabase(sender.port(), sender.name(), sender.user(), "transapp");

        assertThatThrownBy(guessed::connect).hasMessageContaining("password authentication failed");
    }

    @Test
    void senderKeyOpensTheDepotUnderStrictHostKeyChecking() throws Exception {
        Session session = session(folder.resolve("sender/ssh/id_ecdsa"));
        session.connect(10_000);
        try {
            ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
            sftp.connect(10_000);
            sftp.put(new ByteArrayInputStream(new byte[] {1, 2, 3}), "/bkps/hello.part");
            sftp.rename("/bkps/hello.part", "/bkps/hello");
            assertThat(folder.resolve("receiver/depot/bkps/hello")).hasBinaryContent(new byte[] {1, 2, 3});
            sftp.rm("/bkps/hello");
            assertThat(sftp.ls("/../..")).noneMatch(entry -> entry.getFilename().equals("receiver.yaml"));
        } finally {
            session.disconnect();
        }
    }

    @Test
    void anotherKeyOpensNothing(@TempDir Path keys) throws Exception {
        KeyPair other = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        other.writePrivateKey(keys.resolve("other").toString());

        assertThatThrownBy(() -> session(keys.resolve("other")).connect(10_000)).hasMessageContaining("Auth fail");
    }

    @Test
    void secretsAreReadableByTheirOwnerOnly() throws IOException {
        for (String secret : List.of("sender/ssh/id_ecdsa", "sender/password", "receiver/password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.resolve("receiver/allowed_signers"))
                .content()
                .startsWith("transapp namespaces=\"dbferry\" ecdsa");
    }

    @Test
    void postprocessFillsWhatIsNotTransformedAndARepeatChangesNothing() throws Exception {
        String postprocess = Files.readString(folder.resolve("receiver/postprocess.sql"));
        CopiedTables.copy(stage.sender(), stage.receiver());
        try {
            run(stage.receiver(), postprocess);
            long infos = number(stage.receiver(), "SELECT count(*) FROM reportinfo");
            long named = number(stage.sender(), """
                    SELECT sum(jsonb_array_length("reportInfo"::jsonb -> 'buses')
                      + jsonb_array_length("reportInfo"::jsonb -> 'busStops')) FROM "AndroidRequests_report\"""");
            assertThat(infos).isPositive().isEqualTo(named);
            assertThat(unfilledEvents("eventforbusstop")).isZero();
            assertThat(unfilledEvents("eventforbusv2")).isZero();

            String state = "SELECT sum(hashtextextended(i::text, 0)) FROM reportinfo i";
            long before = number(stage.receiver(), state);
            run(stage.receiver(), postprocess);
            assertThat(number(stage.receiver(), state)).isEqualTo(before);

            run(stage.receiver(), "UPDATE \"AndroidRequests_report\" SET transformed = false WHERE id < 100");
            run(stage.receiver(), postprocess);
            assertThat(number(stage.receiver(), "SELECT count(*) FROM reportinfo"))
                    .isEqualTo(infos);
        } finally {
            emptyReceiver();
        }
    }

    @Test
    void proofNoticesOneCharacterAndOneByte() throws Exception {
        Path images = folder.resolve("receiver/media/reported_images");
        CopiedTables.copy(stage.sender(), stage.receiver());
        CopiedTables.copyMedia(folder.resolve("sender/media/reported_images"), images);
        try {
            assertThat(stage.prove().equal()).isTrue();

            run(stage.receiver(), "UPDATE \"AndroidRequests_busstop\" SET name = 'x' || substr(name, 2) WHERE id = 7");
            assertThat(stage.prove().tables())
                    .filteredOn(table -> !table.equal())
                    .extracting(DemoProof.Table::name)
                    .containsExactly("AndroidRequests_busstop");
            run(
                    stage.receiver(),
                    "UPDATE \"AndroidRequests_busstop\" SET name = '" + TransappCity.stopName(7) + "' WHERE id = 7");
            assertThat(stage.prove().equal()).isTrue();

            Path image = list(images).get(0);
            byte[] bytes = Files.readAllBytes(image);
            bytes[100] ^= 1;
            Files.write(image, bytes);
            assertThat(stage.prove().media()).isEqualTo(new DemoProof.Media(300, 300, false));
        } finally {
            emptyReceiver();
            for (Path image : list(images)) {
                Files.delete(image);
            }
        }
    }

    @Test
    void folderInUseIsRefused() {
        assertThatThrownBy(() -> DemoStage.open(folder, Clock.systemUTC(), step -> {}))
                .hasMessage("cannot build the demo in '" + folder + "': the folder is not empty");
    }

    private static Session session(Path privateKey) throws JSchException, IOException {
        String config = Files.readString(stage.configs().sender());
        int port = Integer.parseInt(config.replaceAll("(?s).*sftp://transapp@127.0.0.1:(\\d+)/bkps.*", "$1"));
        JSch jsch = new JSch();
        jsch.addIdentity(privateKey.toString());
        jsch.setKnownHosts(folder.resolve("sender/ssh/known_hosts").toString());
        Session session = jsch.getSession("transapp", "127.0.0.1", port);
        session.setConfig("StrictHostKeyChecking", "yes");
        return session;
    }

    private static DemoDatabase reader() throws IOException {
        String password = Files.readString(folder.resolve("sender/password")).strip();
        return stage.sender().as(stage.sender().name(), "app_reader", password);
    }

    private static long unfilledEvents(String table) throws SQLException {
        return number(
                stage.receiver(),
                "SELECT count(*) FROM \"AndroidRequests_" + table
                        + "\" WHERE NOT transformed OR zonification_id IS NULL"
                        + " OR \"halfHourPeriod_id\" IS NULL OR \"timePeriod_id\" IS NULL");
    }

    private static void emptyReceiver() throws SQLException {
        for (TransappTable table : TransappTable.values()) {
            run(stage.receiver(), "TRUNCATE " + table.sql() + " CASCADE");
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void run(DemoDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(DemoDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getBigDecimal(1).longValue();
        }
    }
}
