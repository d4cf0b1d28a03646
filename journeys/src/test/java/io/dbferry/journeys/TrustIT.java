package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.testing.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose shipments a receiver applies. */
class TrustIT {
    private static final String HOW_TO_BEGIN =
            "HINT: Write 'test namespaces=\"dbferry\"' and the sender's public key into a file, as one line, and name it"
                    + " with trust.allowed-signers; or take whatever is in the depot: trust: {unsigned: accept}\n";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private SshKey key;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth("CREATE TABLE bus (id serial PRIMARY KEY, plate text NOT NULL)");
        servers.onSender("INSERT INTO bus (plate) VALUES ('AA'), ('BB')");
        key = SshKey.make(folder, "ed25519");
    }

    @Test
    void unsignedShipmentIsRefusedUntilTheConfigSaysWhomItTrusts() throws Exception {
        servers.sender("dump", "complete");
        for (String trust : new String[] {"", "trust: {unsigned: refuse}"}) {
            trust(trust);

            TwoServers.Run load = servers.receiver("load");

            assertThat(load.err())
                    .isEqualTo("cannot load complete 000001: it is not signed, and this config names no trusted"
                            + " signers\n" + HOW_TO_BEGIN);
            assertThat(load.exit()).isEqualTo(5);
            assertThat(servers.receiverRowsOf("bus", "id")).isEmpty();
        }
        JsonNode receipt = new ObjectMapper()
                .readTree(folder.resolve("depot/receipts/viz/000001.json").toFile());
        assertThat(receipt.get("state").asText()).isEqualTo("failed");
        assertThat(receipt.get("message").asText())
                .isEqualTo("cannot load complete 000001: it is not signed, and this config names no trusted signers");

        trust("trust: {unsigned: accept}");
        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void signedShipmentIsRefusedWithoutAllowedSignersAndAppliedWithThem() throws Exception {
        servers.senderConfig("ssh: {private-key: " + key.privateFile() + "}");
        servers.sender("dump", "complete");
        trust("");

        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err())
                .isEqualTo("cannot load complete 000001: its signature cannot be checked, and this config names no"
                        + " trusted signers\n" + HOW_TO_BEGIN);
        assertThat(load.exit()).isEqualTo(5);

        Path signers = signers("test namespaces=\"dbferry\" " + key.publicLine());
        trust("trust: {allowed-signers: " + signers + "}");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    @Test
    void unsignedShipmentIsRefusedBesideAllowedSigners() throws Exception {
        servers.sender("dump", "complete");
        Path signers = signers("test " + key.publicLine());
        trust("trust: {allowed-signers: " + signers + "}");

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .isEqualTo("cannot load complete 000001: it is not signed, and '" + signers + "' lists who may sign\n"
                        + "HINT: Name the sender's key in its config with ssh.private-key: then it signs\n");
        assertThat(load.exit()).isEqualTo(5);
    }

    @Test
    void keyMustBeAllowedForTheStreamAndAtTheTimeOfTheLoad() throws Exception {
        servers.senderConfig("ssh: {private-key: " + key.privateFile() + "}");
        servers.sender("dump", "complete");
        for (String[] line : new String[][] {
            {"other ", "the key of 'other' is not allowed for the principal 'test'"},
            {"test valid-before=\"20200101Z\" ", "the key of 'test' is not valid after 2020-01-01T00:00:00Z"},
            {"test namespaces=\"git\" ", "the key of 'test' is not allowed for the namespace 'dbferry'"}
        }) {
            Path signers = signers(line[0] + key.publicLine());
            trust("trust: {allowed-signers: " + signers + "}");

            TwoServers.Run load = servers.receiver("load");

            assertThat(load.err())
                    .isEqualTo("cannot load complete 000001: its signature is refused: " + line[1]
                            + "\nHINT: Correct the line of the key in '" + signers
                            + "', or stream in this config, if it is not 'test'\n");
            assertThat(load.exit()).isEqualTo(5);
        }
    }

    @Test
    void whatIsWrongWithASignatureIsToldApart() throws Exception {
        servers.senderConfig("ssh: {private-key: " + key.privateFile() + "}");
        servers.sender("dump", "complete");
        trust("trust: {allowed-signers: " + signers("test " + key.publicLine()) + "}");
        Path complete = servers.depot().resolve("complete");
        Path shipment =
                complete.resolve(Objects.requireNonNull(complete.toFile().list())[0]);
        Path signature = shipment.resolve("manifest.json.sig");
        byte[] right = Files.readAllBytes(signature);

        for (byte[] damaged : new byte[][] {new byte[right.length], Arrays.copyOf(right, 100), {1}}) {
            Files.write(signature, damaged);
            assertThat(servers.receiver("load").err())
                    .startsWith(
                            "cannot load complete 000001: its signature file is damaged: the signature is malformed: ")
                    .endsWith("\nHINT: Check the depot's disk. If the next shipments do not make up for this one, run"
                            + " 'dbferry dump complete' on the sender\n");
        }

        Files.write(signature, new byte[0]);
        assertThat(servers.receiver("load").err())
                .startsWith("cannot load complete 000001: its signature file is damaged: it is empty\nHINT: Check the"
                        + " depot's disk. ");

        Files.write(signature, right);
        Path manifest = shipment.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest) + "\n");
        assertThat(servers.receiver("load").err())
                .isEqualTo("cannot load complete 000001: its signature is refused: the signature does not fit the"
                        + " message\nHINT: Its manifest was changed after it was signed: check the depot's disk, and who"
                        + " can write there\n");
    }

    @Test
    void streamThatIsMistypedIsNamedAndTheKeyIsNotBlamed() throws Exception {
        servers.senderConfig("ssh: {private-key: " + key.privateFile() + "}");
        servers.sender("dump", "complete");
        trust("trust: {allowed-signers: " + signers("test " + key.publicLine()) + "}");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("stream: test", "stream: tset"));

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err())
                .startsWith("cannot load complete 000001: it is of stream 'test', not 'tset'\n"
                        + "HINT: If the sender is the right one, give stream the same name in both configs; if not, find"
                        + " out who put it there, and delete 'complete/");
        assertThat(load.exit()).isEqualTo(5);
    }

    private Path signers(String line) throws Exception {
        return Files.writeString(folder.resolve("allowed_signers"), line + "\n");
    }

    private void trust(String line) throws Exception {
        servers.receiverConfig("");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("trust: {unsigned: accept}", line));
    }
}
