package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much a small run asks of an SFTP server: each question but READ and WRITE waits for its answer, and costs a way there
 * and back. The bounds are what the runs ask today; whoever asks more raises them on purpose: docs/decisions/069.
 */
class FewQuestionsIT {
    private static final String TABLE =
            "CREATE TABLE asked (id int PRIMARY KEY, image text, updated_at timestamptz NOT NULL DEFAULT now())";

    @TempDir
    private Path folder;

    private TwoServers servers;
    private MinaServer sftp;

    @BeforeEach
    void twoServersOverSftp() throws Exception {
        SshKey key = SshKey.make(folder, "ecdsa");
        sftp = MinaServer.start(Files.createDirectories(folder.resolve("sftp")), key.publicFile());
        servers = TwoServers.in(folder, 15, 15);
        servers.onBoth(TABLE);
        String ssh = "ssh: {private-key: " + key.privateFile() + ", known-hosts: " + sftp.knownHosts() + "}";
        String media = "media: [{folder: %s, named-by: [asked.image]}]\n";
        servers.senderConfig(media.formatted(folder.resolve("sender/media")) + ssh);
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]\n" + ssh);
        for (String config : new String[] {"sender.yaml", "receiver.yaml"}) {
            overSftp(folder.resolve(config));
        }
        change(1);
        run("dump", "complete");
        run("load");
        change(2); // the first partial makes folders
        run("dump", "partial");
        run("load");
    }

    @AfterEach
    void stop() {
        sftp.close();
    }

    @Test
    void smallPartialAsksLittle() throws Exception {
        change(3);

        assertThat(questions("dump", "partial")).isLessThanOrEqualTo(59);
        assertThat(questions("load")).isLessThanOrEqualTo(68);

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("receiver/media/3.jpg")).hasContent("3");
    }

    @Test
    void nothingToDoAsksLess() throws Exception {
        assertThat(questions("dump", "partial")).isLessThanOrEqualTo(41);
        assertThat(questions("load")).as("looks closely").isLessThanOrEqualTo(43);
        Thread.sleep(2100); // times of folders count when two seconds have passed
        run("load");

        assertThat(questions("load")).as("looks at the folders' times").isLessThanOrEqualTo(4);
    }

    private void change(int number) throws Exception {
        Files.writeString(folder.resolve("sender/media/" + number + ".jpg"), "" + number);
        servers.onSender("INSERT INTO asked VALUES (" + number + ", '" + number + ".jpg')");
    }

    private void overSftp(Path config) throws IOException {
        String depot = "sftp://" + sftp.user() + "@127.0.0.1:" + sftp.port() + servers.depot();
        String text = Files.readString(config);
        Files.writeString(config, text.replace("depot: " + servers.depot(), "depot: " + depot));
    }

    private void run(String... command) {
        TwoServers.Run run = command[0].equals("load") ? servers.receiver(command) : servers.sender(command);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    /** What a run asks, and waits for; printed, as a bound that is passed says nothing of what is new. */
    private int questions(String... command) {
        sftp.takeRequests();
        run(command);
        Map<String, Integer> requests = sftp.takeRequests();
        System.out.println(String.join(" ", command) + " asks " + requests);
        return requests.entrySet().stream()
                .filter(asked ->
                        !asked.getKey().equals("READ") && !asked.getKey().equals("WRITE"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
