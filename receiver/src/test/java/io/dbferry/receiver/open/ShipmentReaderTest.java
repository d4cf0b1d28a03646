package io.dbferry.receiver.open;

import static io.dbferry.receiver.open.ShipmentOnDisk.ANYONE;
import static io.dbferry.receiver.open.ShipmentOnDisk.NAME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.testing.AgeKey;
import io.dbferry.text.Hashing;
import io.dbferry.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a shipment of this stream, and what is refused in its place. */
class ShipmentReaderTest {
    private static final String UNFIT_HINT =
            "The sender is asked for a complete with its next run; if this comes again, check depot and disks";

    @TempDir
    Path here;

    private ShipmentOnDisk disk;
    private Path work;

    @BeforeEach
    void folders() throws IOException {
        disk = new ShipmentOnDisk(Files.createDirectory(here.resolve("depot")))
                .file("a.json.zst", "some rows".getBytes(UTF_8))
                .file("b.json.zst", new byte[0]);
        work = here.resolve("work");
    }

    @Test
    void aShipmentIsReadAsItWasWritten() throws IOException {
        ShipmentReader shipment = disk.write().open(work);

        shipment.verify();
        assertThat(shipment.name()).isEqualTo(NAME);
        assertThat(shipment.manifest()).isEqualTo(disk.manifest());
        assertThat(shipment.manifestSha256())
                .isEqualTo(Hashing.sha256(Files.readAllBytes(disk.folder().resolve(ShipmentLayout.MANIFEST))));
        assertThat(read(shipment, "a.json.zst")).isEqualTo("some rows");
        assertThat(disk.folder().resolve("a.json.zst")).as("the depot's own").exists();
    }

    @Test
    void whatIsNoManifestIsNoShipment() throws IOException {
        disk.write("{\"format\": " + Manifest.FORMAT);
        assertUnfit(this::open, "its manifest is not readable: Unexpected end-of-input");

        disk.write(jsonWith("\"format\" : " + Manifest.FORMAT, "\"format\" : 1"));
        assertUnfit(this::open, "its format is 1, this DbFerry reads " + Manifest.FORMAT);

        disk.write(jsonWith("\"id-1\"", "\"\""));
        assertUnfit(this::open, "its manifest contradicts itself: its stream's id cannot be");

        Files.delete(disk.folder().resolve(ShipmentLayout.MANIFEST));
        assertUnfit(this::open, "it has no manifest");

        Files.createDirectory(disk.folder().resolve(ShipmentLayout.MANIFEST));
        assertUnfit(this::open, "it has no manifest");
    }

    @Test
    void aShipmentOfAnotherStreamOrPlaceIsAnImpostor() throws IOException {
        disk.write(new String(Json.write(disk.manifest("town")), UTF_8));
        DbferryException stream = refused(this::open);
        assertThat(stream).hasMessage("cannot load complete 000042: it is of stream 'town', not 'city'");
        assertThat(stream.hint())
                .startsWith(
                        "If the sender is the right one, give stream the same name in both configs; if not, find out"
                                + " who put it there, and delete '");
        assertThat(RejectedShipment.isImpostor(stream)).isTrue();
        assertThat(RejectedShipment.original(stream)).isNull();

        disk.write(jsonWith("\"sequence\" : 42", "\"sequence\" : 41"));
        DbferryException copy = refused(this::open);
        assertThat(copy)
                .hasMessage(
                        "cannot load complete 000042: its manifest is that of complete 000041 of 2026-11-29T12:00:00Z");
        assertThat(copy.hint()).startsWith("Find out who put it there, and delete '");
        assertThat(RejectedShipment.isImpostor(copy)).isTrue();
        assertThat(RejectedShipment.original(copy))
                .extracting(ShipmentName::sequence)
                .hasToString("000041");

        disk.write(new String(
                Json.write(new Heartbeat(
                        Heartbeat.FORMAT,
                        "city",
                        "id-1",
                        NAME.sequence(),
                        "0".repeat(64),
                        disk.manifest().position())),
                UTF_8));
        DbferryException beat = refused(this::open);
        assertThat(beat).hasMessage("cannot load complete 000042: its manifest is a heartbeat of the sender");
        assertThat(RejectedShipment.isImpostor(beat)).isTrue();
    }

    @Test
    void whomNobodyTrustsIsAnImpostorButAMistypedStreamIsNamedFirst() throws IOException {
        disk.write();
        DbferryException unsigned = refused(() -> open("city", ShipmentReaderTest::nobody));
        assertThat(unsigned).hasMessage("cannot load complete 000042: it has no signature");
        assertThat(unsigned.hint()).isEqualTo("Sign it");
        assertThat(RejectedShipment.isImpostor(unsigned)).isTrue();

        assertThat(refused(() -> open("town", ShipmentReaderTest::nobody)))
                .hasMessage("cannot load complete 000042: it is of stream 'city', not 'town'");

        disk.write("{}");
        assertThat(refused(() -> open("town", ShipmentReaderTest::nobody)))
                .hasMessage("cannot load complete 000042: it has no signature");

        disk.write("");
        DbferryException empty = refused(() -> open("city", ShipmentReaderTest::nobody));
        assertThat(empty).hasMessage("cannot load complete 000042: it has no manifest");
        assertThat(RejectedShipment.isImpostor(empty)).isTrue();
    }

    @Test
    void theNewestShipmentsTellWhetherTheSenderIsTrusted() throws IOException {
        assertThat(NewestTrusted.refusal(disk.depot(), "city", ShipmentReaderTest::nobody))
                .isEmpty();

        disk.write();
        assertThat(NewestTrusted.refusal(disk.depot(), "city", ShipmentReaderTest::nobody))
                .hasValueSatisfying(e -> assertThat(e).hasMessage("cannot load complete 000042: it has no signature"));
        assertThat(NewestTrusted.refusal(disk.depot(), "city", ANYONE)).isEmpty();

        disk.write("{");
        assertThat(NewestTrusted.refusal(disk.depot(), "city", ANYONE))
                .as("unfit, which a load says")
                .isEmpty();
    }

    @Test
    void filesAreWhatTheManifestSaysOfThem() throws IOException {
        ShipmentReader shipment = disk.write().open(work);
        assertUnfit(() -> shipment.entry("c.json.zst"), "its manifest does not list 'c.json.zst'");

        Path file = disk.folder().resolve("a.json.zst");
        Files.writeString(file, "some r0ws");
        assertUnfit(() -> disk.open(work).verify(), "file 'a.json.zst' differs from its hash");
        assertUnfit(() -> read(shipment, "a.json.zst"), "file 'a.json.zst' differs from its hash");

        Files.writeString(file, "some");
        assertUnfit(() -> disk.open(work).verify(), "file 'a.json.zst' has 4 bytes instead of 9");
        assertUnfit(() -> read(shipment, "a.json.zst"), "file 'a.json.zst' has 4 bytes instead of 9");

        Files.delete(file);
        assertUnfit(() -> disk.open(work).verify(), "file 'a.json.zst' is missing");

        Files.createSymbolicLink(file, disk.folder().resolve("b.json.zst"));
        assertUnfit(() -> disk.open(work).verify(), "file 'a.json.zst' is missing");
    }

    @Test
    void aReaderThatTripsOverAnAlteredFileBlamesTheFile() throws IOException {
        ShipmentReader shipment = disk.write().open(work);
        Files.writeString(disk.folder().resolve("a.json.zst"), "some r0ws");
        IOException symptom = new IOException("no such row");
        try (InputStream content = shipment.open(shipment.entry("a.json.zst"))) {
            assertThat(content.read()).isEqualTo('s');
            throw symptom;
        } catch (IOException e) {
            assertThat(refused(() -> ShipmentReader.throwIfAltered(e)))
                    .hasMessage("cannot load complete 000042: file 'a.json.zst' differs from its hash");
        }

        ShipmentReader.throwIfAltered(new IOException("another"));
    }

    @Test
    void anEncryptedShipmentIsReadByWhoHasTheIdentity() throws IOException {
        AgeKey key = AgeKey.make(here);
        encrypt(disk.manifest(), key);
        ShipmentReader shipment = decrypted(key);

        shipment.verify();
        assertThat(shipment.manifest()).isEqualTo(disk.manifest());
        assertThat(read(shipment, "a.json.zst")).isEqualTo("some rows");
        assertThat(read(shipment, "b.json.zst")).isEmpty();
        try (var left = Files.walk(work)) {
            assertThat(left.filter(Files::isRegularFile))
                    .as("nothing decrypted stays")
                    .isEmpty();
        }
    }

    @Test
    void withoutTheRightIdentityAnEncryptedShipmentIsRefused() throws IOException {
        AgeKey key = AgeKey.make(here);
        AgeKey other = AgeKey.make(here);
        encrypt(disk.manifest(), key);

        DbferryException none = refused(this::open);
        assertThat(none).hasMessage("cannot load complete 000042: it is encrypted, and this config has no identity");
        assertThat(none.hint())
                .isEqualTo("Name the file with the age identity that it is encrypted for with decrypt.identity-file");
        DbferryException wrong = refused(() -> decrypted(other));
        assertThat(wrong)
                .hasMessage("cannot load complete 000042: it is encrypted for others than " + other.recipient());
        assertThat(wrong.hint())
                .isEqualTo(
                        "Name the right file with decrypt.identity-file; or add this recipient to encrypt.recipients on"
                                + " the sender, and run 'dump complete' there");
    }

    @Test
    void anEncryptedManifestOfAnotherShipmentIsRefused() throws IOException {
        AgeKey key = AgeKey.make(here);
        encrypt(disk.manifest("town"), key);

        assertUnfit(() -> decrypted(key), "its encrypted manifest is not that of this shipment");
    }

    @Test
    void damagedEncryptedFilesAreRefused() throws IOException {
        AgeKey key = AgeKey.make(here);
        encrypt(disk.manifest(), key);
        Path file = disk.folder().resolve("0001.age");
        byte[] right = Files.readAllBytes(file);

        byte[] altered = right.clone();
        altered[right.length - 1] ^= 1;
        Files.write(file, altered);
        assertUnfit(() -> read(decrypted(key), "a.json.zst"), "file '0001.age' differs from its hash");
        Files.write(file, Arrays.copyOf(right, right.length - 1));
        assertUnfit(
                () -> decrypted(key).verify(),
                "file '0001.age' has " + (right.length - 1) + " bytes instead of " + right.length);
        assertThat(work.resolve("plain").resolve("a.json.zst")).doesNotExist();
    }

    @Test
    void whatWasEncryptedDamagedCannotBeDecrypted() throws IOException {
        AgeKey key = AgeKey.make(here);
        byte[] right = sealed("some rows".getBytes(UTF_8), key);
        right[right.length - 1] ^= 1;
        encrypt(disk.manifest(), key, Map.of("0001.age", right));

        assertUnfit(() -> read(decrypted(key), "a.json.zst"), "file '0001.age' cannot be decrypted");
    }

    /** As the sender does it: the readable manifest beside the encrypted files. */
    private void encrypt(Manifest inner, AgeKey key) throws IOException {
        encrypt(inner, key, Map.of());
    }

    private void encrypt(Manifest inner, AgeKey key, Map<String, byte[]> instead) throws IOException {
        Files.createDirectories(disk.folder());
        List<byte[]> contents = List.of(
                instead.getOrDefault("0001.age", sealed("some rows".getBytes(UTF_8), key)),
                sealed(new byte[0], key),
                sealed(Json.write(inner), key));
        List<String> names = List.of("0001.age", "0002.age", ShipmentLayout.ENCRYPTED_MANIFEST);
        List<FileEntry> entries = new java.util.ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Files.write(disk.folder().resolve(names.get(i)), contents.get(i));
            entries.add(new FileEntry(names.get(i), contents.get(i).length, Hashing.sha256(contents.get(i))));
        }
        Files.write(
                disk.folder().resolve(ShipmentLayout.MANIFEST),
                Json.write(disk.manifest().encrypted(entries)));
    }

    private static byte[] sealed(byte[] content, AgeKey key) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream to = AgeRecipients.of(List.of(key.recipient())).encrypting(sealed)) {
            to.write(content);
        }
        return sealed.toByteArray();
    }

    private ShipmentReader decrypted(AgeKey key) throws IOException {
        return ShipmentReader.open(
                disk.depot(), NAME, "city", ANYONE, Optional.of(AgeIdentities.read(key.file())), work);
    }

    private static void nobody(byte[] manifest, byte[] signature) throws ShipmentTrust.UntrustedException {
        throw new ShipmentTrust.UntrustedException("it has no signature", "Sign it");
    }

    private String jsonWith(String there, String instead) {
        String json = new String(Json.write(disk.manifest()), UTF_8);
        assertThat(json).contains(there);
        return json.replace(there, instead);
    }

    private ShipmentReader open() throws IOException {
        return disk.open(work);
    }

    private ShipmentReader open(String stream, ShipmentTrust trust) throws IOException {
        return ShipmentReader.open(disk.depot(), NAME, stream, trust, Optional.empty(), work);
    }

    private static String read(ShipmentReader shipment, String file) throws IOException {
        try (InputStream content = shipment.open(shipment.entry(file))) {
            return new String(content.readAllBytes(), UTF_8);
        }
    }

    private static void assertUnfit(ThrowingCallable action, String cause) {
        DbferryException e = refused(action);
        assertThat(e.failure()).isEqualTo(Failure.SHIPMENT_REFUSED);
        assertThat(e).hasMessageStartingWith("cannot load complete 000042: " + cause);
        assertThat(e.hint()).isEqualTo(UNFIT_HINT);
        assertThat(RejectedShipment.isImpostor(e)).isFalse();
    }

    private static DbferryException refused(ThrowingCallable action) {
        return catchThrowableOfType(DbferryException.class, action);
    }
}
