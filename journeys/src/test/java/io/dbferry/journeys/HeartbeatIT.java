package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sender leaves when there is nothing to ship, and what the receiver makes of it. */
class HeartbeatIT {
    @TempDir
    private Path folder;

    private HostilePair pair;
    private Path heartbeat;

    @BeforeEach
    void pair() throws Exception {
        pair = HostilePair.in(folder);
        heartbeat = pair.servers.depot().resolve("heartbeat");
    }

    @Test
    void receiverOfAQuietSourceIsInStep() throws Exception {
        assertThat(status()).doesNotContain("in step");
        beat();
        byte[] first = Files.readAllBytes(heartbeat);

        assertThat(status()).containsPattern("\nin step   as of 20[0-9: -]*Z, \\d+ s ago\n");
        JsonNode json = new ObjectMapper()
                .readTree(pair.servers.receiver("status", "--json").out());
        assertThat(Instant.parse(json.at("/lag/inStepAsOf").asText()))
                .isAfter(Instant.parse(json.at("/last/time").asText()));

        assertThat(pair.ship("partial").out()).startsWith("nothing changed since complete 000001");
        assertThat(heartbeat).hasBinaryContent(first); // not a minute old
        assertThat(pair.load().out()).isEqualTo("nothing is due\n");
    }

    @Test
    void receiverIsNotInStepBeforeItHasAppliedWhatWasShippedBeforeTheHeartbeat() throws Exception {
        beat();
        pair.shipRow("partial", 7);
        beat();

        assertThat(status()).doesNotContain("in step").contains("due       1 shipment: partial 000002");

        pair.load();
        assertThat(status()).contains("in step   as of ");
    }

    @Test
    void heartbeatThatTheSenderDidNotSignIsAsIfItWereNotThere() throws Exception {
        beat();
        byte[] genuine = Files.readAllBytes(heartbeat);
        String text = Files.readString(heartbeat);
        byte[] strangers = signedByAStranger(text.substring(0, text.indexOf("-----BEGIN")));
        for (byte[] forged : new byte[][] {
            text.replace("\"sequence\" : 1", "\"sequence\" : 0").getBytes(),
            text.substring(0, text.indexOf("-----BEGIN")).getBytes(),
            Files.readAllBytes(pair.newest("complete").resolve("manifest.json")),
            strangers,
            Arrays.copyOf(genuine, 2 << 20),
            {},
        }) {
            Files.write(heartbeat, forged);
            assertThat(status()).startsWith("viz is ").doesNotContain("in step");
        }
        beat();
        assertThat(status()).contains("in step   as of ");
    }

    @Test
    void linkOrFolderInPlaceOfTheHeartbeatIsAsIfItWereNotThere() throws Exception {
        ChosenSurroundings.needFolder();
        beat();
        Files.move(heartbeat, folder.resolve("elsewhere"));
        Files.createSymbolicLink(heartbeat, folder.resolve("elsewhere"));
        assertThat(status()).startsWith("viz is ").doesNotContain("in step");
        Files.delete(heartbeat);
        Files.createDirectories(heartbeat.resolve("in/the/way"));
        assertThat(status()).startsWith("viz is ").doesNotContain("in step");

        beat();
        assertThat(status()).contains("in step   as of ");
    }

    @Test
    void heartbeatInThePlaceOfAManifestIsAnImpostor() throws Exception {
        beat();
        String text = Files.readString(heartbeat);
        int end = text.indexOf("-----BEGIN");
        Path forged = Files.createDirectories(pair.place("partial", "000002"));
        Files.writeString(forged.resolve("manifest.json"), text.substring(0, end));
        Files.writeString(forged.resolve("manifest.json.sig"), text.substring(end));

        TwoServers.Run load = pair.load();

        assertThat(load.err())
                .startsWith("cannot load partial 000002: its manifest is a heartbeat of the sender\nHINT: ");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(pair.receipt("000002")).contains("\"state\" : \"failed\"");
        HostilePair.delete(forged);
        pair.assertGoesOn(9);
    }

    /** As if a minute had passed since the last. */
    private void beat() throws IOException {
        Files.deleteIfExists(folder.resolve("sender/work/heartbeat.json"));
        TwoServers.Run run = pair.ship("partial");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("nothing changed since ");
        assertThat(heartbeat).isRegularFile();
    }

    private String status() {
        TwoServers.Run run = pair.servers.receiver("status");
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    private byte[] signedByAStranger(String json) throws Exception {
        Path place = Files.createDirectories(folder.resolve("stranger"));
        Files.writeString(place.resolve("manifest.json"), json);
        HostilePair.sign(place, SshKey.make(place, "ed25519"));
        return (json + Files.readString(place.resolve("manifest.json.sig"))).getBytes();
    }
}
