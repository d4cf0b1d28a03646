package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles that own tables and may create nothing beside them, as PostgreSQL 15 and later have it in the schema public. */
class OwnerWithoutCreateIT {
    @TempDir
    private Path folder;

    @Test
    void firstLoadOfManyRowsKeepsTheIndexesThatTheRoleCouldNotMakeAnew() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, plate text UNIQUE);"
                + " CREATE TABLE ride (id int PRIMARY KEY, bus int REFERENCES bus)");
        servers.onSender("INSERT INTO bus SELECT i, 'plate ' || i FROM generate_series(1, 100000) i;"
                + " INSERT INTO ride SELECT i, i FROM generate_series(1, 10) i");
        servers.onReceiver("CREATE ROLE owner_without_create LOGIN;"
                + " CREATE SCHEMA dbferry AUTHORIZATION owner_without_create;"
                + " ALTER TABLE bus OWNER TO owner_without_create; ALTER TABLE ride OWNER TO owner_without_create");
        Path config = folder.resolve("receiver.yaml");
        Files.writeString(config, Files.readString(config).replace("//postgres@", "//owner_without_create@"));

        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).isEmpty();
        assertThat(load.out())
                .isEqualTo("applied complete 000001: 100,010 rows inserted, 0 updated, 0 deleted, 0 media files\n");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }
}
