package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load proves before it commits that the tables are what a complete says. */
class LoadProofIT {
    /** A trigger of the receiver's on one table that writes into another, which is empty and filled without a stage. */
    private static final String TRIGGER = """
            CREATE FUNCTION alter_child() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN UPDATE public.b SET t = 'altered' WHERE id = 7; RETURN NULL; END $$;
            CREATE TRIGGER alter_child AFTER INSERT ON a FOR EACH STATEMENT EXECUTE FUNCTION alter_child();
            ALTER TABLE a ENABLE REPLICA TRIGGER alter_child""";

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoTables() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE b (id int PRIMARY KEY, t text);"
                + "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES b)");
        servers.onSender("INSERT INTO b SELECT i, 'row ' || i FROM generate_series(1, 1000) i;"
                + "INSERT INTO a SELECT i, i FROM generate_series(1, 1000) i");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
    }

    @Test
    void aDifferenceRollsTheCompleteBackAndNamesTheTable() throws Exception {
        servers.onReceiver(TRIGGER);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.err()).isEqualTo(6);
        assertThat(load.err())
                .contains("its rows were written, and then table 'b' differs in 1 of 4 buckets of its keys"
                        + " (at most about 250 rows), so all was rolled back");
        assertThat(servers.receiverRowsOf("b", "id")).isEmpty();
        assertThat(servers.receiver("status").out()).contains("nothing applied yet");
    }

    @Test
    void withoutVerifyNothingIsReadBack() throws Exception {
        servers.onReceiver(TRIGGER);
        servers.receiverConfig("verify: false");

        assertThat(servers.receiver("load").exit()).isZero();
        assertThat(servers.receiverRowsOf("b", "t")).contains("(altered)");
    }

    @Test
    void partialsBehindALateCompleteAreNoDifference() throws Exception {
        assertThat(servers.receiver("load").exit()).isZero();
        servers.onSender("UPDATE b SET t = 'later' WHERE id = 3");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        servers.onSender("UPDATE b SET t = 'latest' WHERE id = 3");
        assertThat(servers.sender("dump", "partial").exit()).isZero();

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(List.of(servers.receiverRowsOf("b", "t").size())).containsExactly(1000);
    }
}
