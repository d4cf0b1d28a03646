package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.MinaServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a small run waits for an SFTP server: the client counts the longest chain of questions that were each asked after an
 * answer was read, which does not depend on time. The bounds are what the runs need today; whoever needs more raises them
 * on purpose: docs/decisions/071.
 */
class FewQuestionsIT {
    private static final String TABLE =
            "CREATE TABLE asked (id int PRIMARY KEY, image text, updated_at timestamptz NOT NULL DEFAULT now())";

    private static final Pattern ROUND_TRIPS = Pattern.compile("requests in (\\d+) round trips");

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

        assertThat(roundTrips("dump", "partial")).isLessThanOrEqualTo(8);
        assertThat(roundTrips("load")).isLessThanOrEqualTo(12);

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(folder.resolve("receiver/media/3.jpg")).hasContent("3");
    }

    @Test
    void nothingToDoAsksLess() throws Exception {
        assertThat(roundTrips("dump", "partial")).isLessThanOrEqualTo(7);
        assertThat(roundTrips("load")).as("looks closely").isLessThanOrEqualTo(10);
        Thread.sleep(2100); // times of folders count when two seconds have passed
        run("load");

        assertThat(roundTrips("load")).as("looks at the folders' times").isLessThanOrEqualTo(3);
    }

    /** In a second of its own: shipments of one second are looked at more closely, as their names do not say which is older. */
    private void change(int number) throws Exception {
        Thread.sleep(1000 - System.currentTimeMillis() % 1000);
        Files.writeString(folder.resolve("sender/media/" + number + ".jpg"), "" + number);
        servers.onSender("INSERT INTO asked VALUES (" + number + ", '" + number + ".jpg')");
    }

    private void overSftp(Path config) throws IOException {
        String depot = "sftp://" + sftp.user() + "@127.0.0.1:" + sftp.port() + servers.depot();
        String text = Files.readString(config);
        Files.writeString(config, text.replace("depot: " + servers.depot(), "depot: " + depot));
    }

    private String run(String... command) {
        String[] verbose =
                Stream.concat(Stream.of("--verbose"), Stream.of(command)).toArray(String[]::new);
        TwoServers.Run run = command[0].equals("load") ? servers.receiver(verbose) : servers.sender(verbose);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.err();
    }

    /** How often a run waits; what it asks is printed, as a bound that is passed says nothing of what is new. */
    private int roundTrips(String... command) {
        sftp.takeRequests();
        String log = run(command);
        List<Integer> trips = ROUND_TRIPS
                .matcher(log)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
        assertThat(trips).as(log).hasSize(1);
        System.out.println(
                String.join(" ", command) + " waits " + trips.get(0) + " times and asks " + sftp.takeRequests());
        return trips.get(0);
    }
}
