package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody changes what a load has staged, and a load leaves what is not its own. */
class TwoStreamsIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void filledTable() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, v text)");
        servers.onSender("INSERT INTO item SELECT i, 'v' FROM generate_series(1, 5) i");
        servers.onReceiver("INSERT INTO item VALUES (9, 'old')");
    }

    @Test
    void tablesOfOthersInTheSchemaStay() throws Exception {
        servers.onReceiver("CREATE SCHEMA dbferry; CREATE TABLE dbferry.stage_0 AS SELECT 1 AS id");

        load();

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        assertThat(servers.receiverRowsOf("dbferry.stage_0", "id")).containsExactly("(1)");
    }

    @Test
    void stageThatLosesRowsBeforeTheyAreReadIsNotApplied() throws Exception {
        servers.onReceiver("""
                CREATE FUNCTION public.lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  EXECUTE format('DELETE FROM %s WHERE id = 3', TG_RELID::regclass);
                  RETURN NULL;
                END $$;
                CREATE FUNCTION public.staged() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE made record; BEGIN
                  FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE 'pg_temp%.%stage%' LOOP
                    EXECUTE format('CREATE TRIGGER lose AFTER INSERT ON %s EXECUTE FUNCTION public.lose()',
                                   made.object_identity);
                  END LOOP;
                END $$;
                CREATE EVENT TRIGGER staged ON ddl_command_end WHEN TAG IN ('CREATE TABLE AS')
                  EXECUTE FUNCTION public.staged()""");
        assertThat(servers.sender("dump", "complete").exit()).isZero();

        BadInputIT.assertFails(
                servers.receiver("load"),
                6,
                "cannot load complete 000001: the staged rows of table 'item' are 4 instead of 5",
                "Find out which event trigger changes temporary tables of a load; then load again");
        assertThat(servers.receiverRowsOf("item", "id")).containsExactly("(9)");
    }

    private void load() throws Exception {
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
    }
}
