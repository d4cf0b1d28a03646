package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import io.dbferry.text.Hashing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Media of shipments that the sender's own key signed and that are made to harm: no file leaves the media folder. */
@Timeout(120)
class HostileMediaIT {
    private static final byte[] CONTENT = "image 10".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private HostilePair pair;
    private Path shipment;
    private ObjectNode good;

    @BeforeEach
    void pair() throws Exception {
        pair = HostilePair.in(folder);
        shipment = pair.shipPartial(10);
        good = HostilePair.manifest(shipment);
    }

    @Test
    void namesThatLeaveTheFolderAreRefused() throws Exception {
        Files.createDirectories(folder.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("receiver/media/link"), folder.resolve("outside"));
        for (String name : new String[] {
            "../evil",
            "a/../../evil",
            "..",
            ".",
            "",
            "./evil",
            "/tmp/evil",
            "a/./b",
            "a\u0000b",
            "../\u001b[2J\u202e\nevil"
        }) {
            assertNameRefused(0, name, "file name '" + io.dbferry.text.Printable.line(name) + "' leaves its folder");
        }
        assertNameRefused(0, "a".repeat(256), "file name 'aaaa");
        assertNameRefused(
                0, "a/".repeat(600) + "b", "its manifest contradicts itself: a media file's name is too long");
        assertNameRefused(
                0, "link/evil", "'" + folder.toRealPath().resolve("receiver/media/link") + "' is not a folder");
        assertNameRefused(1, "evil", "the sender has more media folders than media in this config");
        assertNameRefused(-1, "evil", "its manifest contradicts itself: media file 'evil' is in no folder");
        assertThat(folder.resolve("outside")).isEmptyDirectory();
    }

    @Test
    void whatIsNoPlainFileInATarIsRefused() throws Exception {
        for (byte type : new byte[] {
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_CHR,
            TarConstants.LF_BLK,
            TarConstants.LF_FIFO,
            TarConstants.LF_DIR
        }) {
            TarArchiveEntry entry = new TarArchiveEntry("0/10.jpg", type);
            entry.setLinkName("/etc/passwd");
            assertPackRefused(tar(entry, new byte[0]), "'0/10.jpg");
        }
        assertPackRefused(sparse(), "");
    }

    @Test
    void headersThatFillTheMemoryAreRefused() throws Exception {
        byte[] name = new byte[20 << 20];
        java.util.Arrays.fill(name, (byte) 'a');
        for (byte type : new byte[] {
            TarConstants.LF_GNUTYPE_LONGNAME,
            TarConstants.LF_PAX_EXTENDED_HEADER_LC,
            TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER
        }) {
            byte[] header = (name.length + " path=" + new String(name, StandardCharsets.US_ASCII))
                    .substring(0, name.length)
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] pack = tar(new TarArchiveEntry("x", true), header);
            pack[156] = type;
            fixChecksum(pack);
            assertPackRefused(pack, "a pack is not readable: ");
        }
    }

    @Test
    void packsThatAreNoTarOrEndEarlyAreRefused() throws Exception {
        assertPackRefused(new byte[0], "file '0/10.jpg' is not in its pack");
        byte[] plain = tar(new TarArchiveEntry("0/10.jpg", true), CONTENT);
        assertPackRefused(java.util.Arrays.copyOf(plain, 515), "a pack is not readable: ");
        byte[] noise = new byte[4096];
        new java.util.Random(1).nextBytes(noise);
        assertPackRefused(noise, "a pack is not readable: ");
        byte[] huge = plain.clone();
        byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, huge, 124, size.length);
        fixChecksum(huge);
        assertPackRefused(huge, "a pack is not readable: ");
    }

    @Test
    void indexThatDoesNotFitItsPackIsRefused() throws Exception {
        assertRefused(edit(file -> file.put("bytes", 7)), "file '10.jpg' differs from its hash");
        assertRefused(edit(file -> file.put("sha256", "0".repeat(64))), "file '10.jpg' differs from its hash");
        assertRefused(edit(file -> file.put("pack", "report.json.zst")), "its manifest contradicts itself: media file");
        ObjectNode twice = good.deepCopy();
        twice.withObject("media")
                .withArray("files")
                .add(twice.get("media").get("files").get(0));
        assertRefused(twice, "file '10.jpg' is in its pack twice");
    }

    @Test
    void onlyTheFirstOfAFilesThatTheIndexListsIsTaken() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String[] file : new String[][] {
                {"0/evil.php", "evil"},
                {"0/../evil", "evil"},
                {"/etc/evil", "evil"},
                {"0/10.JPG", "evil"},
                {"0/10.jpg", "image 10"},
                {"0/10.jpg", "evil"},
                {"0/./10.jpg", "evil"}
            }) {
                TarArchiveEntry entry = new TarArchiveEntry(file[0], true);
                entry.setSize(file[1].length());
                tar.putArchiveEntry(entry);
                tar.write(file[1].getBytes(StandardCharsets.US_ASCII));
                tar.closeArchiveEntry();
            }
        }
        HostilePair.replace(shipment, good, "media-0001.tar", bytes.toByteArray());
        HostilePair.write(shipment, good);
        pair.sign(shipment);

        assertThat(pair.load().err()).isEmpty();

        assertThat(folder.resolve("receiver/media/10.jpg")).hasContent("image 10");
        assertThat(pair.state().toString()).doesNotContain("evil");
        assertThat(folder.resolve("receiver/evil")).doesNotExist();
    }

    @Test
    void indexThatIsMadeToHarmIsRefused() throws Exception {
        pair.load();
        shipment = pair.shipComplete(11);
        good = HostilePair.manifest(shipment);
        String hash = Hashing.sha256(CONTENT);
        String file = "{\"folder\":0,\"name\":\"%s\",\"bytes\":8,\"sha256\":\"" + hash + "\"%s}";
        String why = "file 'media-index.json.zst' ";
        assertIndexRefused("[" + file.formatted("../../evil", ""), "file name '../../evil' leaves its folder");
        assertIndexRefused(
                "[" + file.formatted("x", ",\"pack\":\"other.tar\"") + "]", why + "contradicts itself: media");
        assertIndexRefused("[null]", why);
        assertIndexRefused("[{}]", why);
        assertIndexRefused("[" + "[".repeat(100_000), why + "is not readable: ");
        assertIndexRefused("[" + file.formatted("a".repeat(30 << 20), "") + "]", why + "is not readable: ");
        assertIndexRefused("\u0000\u001b[2J", why + "is not readable: ");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        byte[] blanks = Zstd.compress(" ".repeat(64 << 20).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 20; i++) {
            bomb.write(blanks);
        }
        HostilePair.replace(shipment, good, "media-index.json.zst", bomb.toByteArray());
        assertRefused(good, why + "is not readable: it holds more than 1.");
    }

    private void assertIndexRefused(String index, String cause) throws Exception {
        HostilePair.replace(
                shipment, good, "media-index.json.zst", Zstd.compress(index.getBytes(StandardCharsets.UTF_8)));
        assertRefused(good, cause);
    }

    private void assertNameRefused(int number, String name, String cause) throws Exception {
        assertRefused(edit(file -> file.put("folder", number).put("name", name)), cause);
    }

    private void assertPackRefused(byte[] pack, String cause) throws Exception {
        HostilePair.replace(shipment, good, "media-0001.tar", pack);
        assertRefused(good, cause);
    }

    private interface Edit {
        void of(ObjectNode file);
    }

    private ObjectNode edit(Edit edit) {
        ObjectNode manifest = good.deepCopy();
        edit.of((ObjectNode) manifest.get("media").get("files").get(0));
        return manifest;
    }

    private void assertRefused(ObjectNode manifest, String cause) throws Exception {
        Map<String, String> before = pair.state();
        HostilePair.write(shipment, manifest);
        pair.sign(shipment);
        TwoServers.Run load = pair.load();
        String name = pair.servers.depot().relativize(shipment).getName(0) + " "
                + shipment.getFileName().toString().split("-")[1];
        assertThat(load.err()).startsWith("cannot load " + name + ": " + cause).doesNotContain("\u001b", "\u202e");
        assertThat(load.err().lines().count()).isEqualTo(2);
        assertThat(load.exit()).isEqualTo(5);
        assertThat(pair.state()).isEqualTo(before);
    }

    private static byte[] tar(TarArchiveEntry entry, byte[] content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** A file of 8 EB, all of it a hole: GNU's old form of a sparse file. */
    private static byte[] sparse() throws Exception {
        byte[] tar = tar(new TarArchiveEntry("0/10.jpg", TarConstants.LF_GNUTYPE_SPARSE), new byte[0]);
        byte[] magic = "ustar  \0".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, tar, 257, magic.length);
        byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, tar, 483, size.length);
        fixChecksum(tar);
        return tar;
    }

    private static void fixChecksum(byte[] tar) {
        java.util.Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, tar, 148, octal.length);
    }
}
