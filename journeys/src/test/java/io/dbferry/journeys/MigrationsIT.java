package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.AgeKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Django's migrations that are applied on one side only are named on both. */
class MigrationsIT {
    private static final String MISSING = "migrations not applied on viz: city.0002_stop\n";
    private static final String OWN = "migrations applied on viz only: bus.0001_own\n";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.receiverConfig("exclude: [django_migrations]");
        servers.onBoth("CREATE TABLE city_stop (id int PRIMARY KEY);"
                + " CREATE TABLE django_migrations (id int PRIMARY KEY, app text, name text);"
                + " INSERT INTO django_migrations VALUES (1, 'city', '0001_initial')");
        ship("complete", 0);
    }

    @Test
    void migrationsOfOneSideAreNamedByStatusCheckAndReceipt() throws Exception {
        assertThat(servers.receiver("status").out()).doesNotContain("migrations");
        assertThat(servers.receiver("check").out()).contains("1 are applied, the same as at the sender");

        servers.onSender("INSERT INTO django_migrations VALUES (2, 'city', '0002_stop');"
                + " ALTER TABLE city_stop ADD COLUMN name text; INSERT INTO city_stop VALUES (1, 'a')");
        servers.onReceiver("INSERT INTO django_migrations VALUES (2, 'bus', '0001_own')");
        ship("partial", 6);

        assertThat(servers.receiver("status").out()).contains("django    " + MISSING, "django    " + OWN);
        assertThat(servers.sender("status").out()).contains(MISSING, OWN);
        String receipt = Files.readString(servers.depot().resolve("receipts/viz/000002.json"));
        for (String json : List.of(
                receipt,
                servers.sender("status", "--json").out(),
                servers.receiver("status", "--json").out())) {
            assertThat(json.replaceAll("\\s", ""))
                    .contains("\"migrations\":{\"missing\":[\"city.0002_stop\"],\"own\":[\"bus.0001_own\"]}");
        }

        servers.sender("dump", "complete");
        assertThat(servers.receiver("check").out())
                .containsPattern(
                        "migrations   not applied here, and at the sender as of complete \\d+: city.0002_stop\n")
                .containsPattern(
                        "migrations   applied here, and not at the sender as of complete \\d+: bus.0001_own\n");

        servers.onBoth("DELETE FROM django_migrations WHERE id > 1");
        servers.onReceiver("ALTER TABLE city_stop ADD COLUMN name text");
        ship("complete", 0);
        assertThat(servers.receiver("status").out()).doesNotContain("migrations");
        assertThat(servers.sender("status").out()).doesNotContain("migrations");
    }

    @Test
    void aReceiverThatDecryptsNamesThemAtHomeOnly() throws Exception {
        AgeKey key = AgeKey.make(folder);
        servers.senderConfig("partial: {minutes: 10}\nencrypt: {recipients: [\"" + key.recipient() + "\"]}");
        servers.receiverConfig("exclude: [django_migrations]\ndecrypt: {identity-file: \"" + key.file() + "\"}");
        servers.onSender("INSERT INTO django_migrations VALUES (2, 'city', '0002_stop')");
        ship("partial", 0);
        assertThat(servers.receiver("status").out()).contains("django    " + MISSING);
        assertThat(servers.sender("status").out()).contains("000002 applied").doesNotContain("migrations");
    }

    private void ship(String kind, int exit) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isEqualTo(exit);
    }
}
