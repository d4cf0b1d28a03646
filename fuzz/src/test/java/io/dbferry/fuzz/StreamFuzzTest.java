package io.dbferry.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.failure.DbferryException;
import io.dbferry.stream.HeartbeatFile;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.age.DamagedContentException;
import io.dbferry.stream.age.NotDecryptableException;
import io.dbferry.stream.format.Decompressed;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.MediaIndex;
import io.dbferry.stream.media.PackReader;
import io.dbferry.stream.media.UnfitMediaException;
import io.dbferry.text.Json;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class StreamFuzzTest {
    /** Made for this test and used for nothing else. */
    private static final AgeIdentities IDENTITIES = AgeIdentities.read(Foreign.file(
            "identity",
            "AGE-SECRET-KEY-1XC4KPG0JHRXK79ZCG58LCN0E7F4ZUY0396JP3NMY33SEHF47GX7SC85AP7"
                    .getBytes(StandardCharsets.UTF_8)));

    @FuzzTest
    void receipt(byte[] bytes) throws Exception {
        Foreign.read(() -> Json.readForeign(bytes, Receipt.class), JsonProcessingException.class);
    }

    @FuzzTest
    void heartbeat(byte[] bytes) throws Exception {
        Foreign.read(() -> HeartbeatFile.parse(bytes)
                .ifPresent(heartbeat -> heartbeat.position().brokenAt(heartbeat.position())));
    }

    @FuzzTest
    void shipmentName(byte[] bytes) throws Exception {
        String folder = new String(bytes, StandardCharsets.UTF_8);
        Foreign.read(() -> {
            Optional<ShipmentName> name = ShipmentName.parse(Kind.PARTIAL, folder);
            if (name.isPresent() && !name.get().folder().equals(folder)) {
                throw new AssertionError(folder + " was taken for " + name.get().folder());
            }
        });
    }

    @FuzzTest
    void zstd(byte[] bytes) throws Exception {
        Foreign.read(
                () -> Decompressed.of(new ByteArrayInputStream(bytes), 1).transferTo(OutputStream.nullOutputStream()),
                IOException.class);
    }

    @FuzzTest
    void mediaIndex(byte[] bytes) throws Exception {
        Foreign.read(
                () -> {
                    List<String> found = new ArrayList<>();
                    try (Stream<MediaFile> files = MediaIndex.read(new ByteArrayInputStream(bytes), bytes.length)) {
                        files.forEach(file -> found.add(file.name()));
                    } catch (RuntimeException e) {
                        if (e.getCause() instanceof IOException cause) {
                            throw cause; // as Jackson wraps it
                        }
                        throw e;
                    }
                },
                IOException.class);
    }

    @FuzzTest
    void mediaPack(byte[] bytes) throws Exception {
        Foreign.read(
                () -> {
                    try (PackReader pack = new PackReader(new ByteArrayInputStream(bytes))) {
                        while (pack.next() != null) {
                            pack.content().transferTo(OutputStream.nullOutputStream());
                        }
                    }
                },
                UnfitMediaException.class,
                PackReader.BrokenPackException.class);
    }

    @FuzzTest
    void ageIdentity(byte[] bytes) throws Exception {
        Foreign.read(() -> AgeIdentities.read(Foreign.file("identities", bytes)), DbferryException.class);
    }

    @FuzzTest
    void ageContent(byte[] bytes) throws Exception {
        Foreign.read(
                () -> {
                    try (InputStream plain = IDENTITIES.decrypting(new ByteArrayInputStream(bytes))) {
                        plain.transferTo(OutputStream.nullOutputStream());
                    }
                },
                DamagedContentException.class,
                NotDecryptableException.class,
                EOFException.class);
    }
}
