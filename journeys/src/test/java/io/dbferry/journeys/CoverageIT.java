package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, columns, media folders and streams that a config names later than others, or no longer. */
class CoverageIT {
    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServersInStep() throws Exception {
        servers = TwoServers.in(folder, 18, 18);
        servers.onBoth("CREATE TABLE a (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL DEFAULT now());"
                + "CREATE TABLE b (id int PRIMARY KEY, note text, image text DEFAULT 'none');"
                + "CREATE TABLE keyless (note text)");
        servers.onSender("INSERT INTO a VALUES (1, 'a'); INSERT INTO b VALUES (1, 'b'), (2, 'b');"
                + "INSERT INTO keyless VALUES ('k')");
        servers.senderConfig("tables: [a]");
        dump("complete");
        load();
    }

    @Test
    void tableThatIsCoveredNewlyTravelsWholeWithTheNextPartial() throws Exception {
        servers.senderConfig("tables: [a, b]");
        servers.onReceiver("INSERT INTO b VALUES (9, 'not the sender''s')");

        assertThat(dump("partial").out()).startsWith("shipped partial 000002: 2 rows of 1 table");
        load();
        assertThat(servers.receiverRowsOf("b", "id")).containsExactly("(1)", "(2)");
        assertThat(dump("partial").out()).startsWith("nothing changed since partial 000002");
    }

    @Test
    void tableThatWasNarrowedAwayWrittenAndWidenedAgainEndsEqual() throws Exception {
        servers.senderConfig("tables: [a, b]");
        dump("partial");
        load();
        servers.senderConfig("tables: [a]");
        TwoServers.Run narrowed = dump("partial");
        assertThat(narrowed.err())
                .contains("table 'b' is not shipped by itself any more; receivers keep the rows that they have");
        assertThat(dump("partial").err()).isEmpty();
        servers.onSender("UPDATE b SET note = 'changed' WHERE id = 1; DELETE FROM b WHERE id = 2");
        servers.onSender("INSERT INTO a VALUES (2, 'a')");
        dump("partial");
        load();

        servers.senderConfig("tables: [a, b]");
        dump("partial");
        load();
        assertThat(servers.receiverRowsOf("b", "id, note")).containsExactly("(1,changed)");
    }

    @Test
    void tableWithoutAKeyThatIsCoveredNewlyComesWithAComplete() throws Exception {
        servers.senderConfig("tables: [a, keyless]");

        assertThat(dump("partial").out())
                .startsWith(
                        "a complete instead of a partial: table 'keyless' is shipped from now on, and only completes"
                                + " carry it\n");
        load();
        assertThat(servers.receiverRowsOf("keyless", "note")).containsExactly("(k)");
        servers.onSender("INSERT INTO a VALUES (2, 'a')");
        assertThat(dump("partial").out()).startsWith("shipped partial 000003: ");
    }

    @Test
    void mediaForWhichTheReceiversConfigHasNoFolderWaitForThatAndAskForNothing() throws Exception {
        Files.writeString(folder.resolve("sender/media/a.jpeg"), "image");
        servers.senderConfig(
                "tables: [a]\nmedia:\n  - {folder: " + folder.resolve("sender/media") + ", named-by: [a.note]}");
        servers.receiverConfig("");
        String hint = "Add a folder to media in this config for each one of the sender's, in the same order, and run"
                + " dbferry load";
        assertThat(servers.sender("dump", "complete").exit()).isZero();

        assertThat(servers.receiver("check").out())
                .contains("the sender has 1 media folder, and media in this config 0\n      HINT: " + hint);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err())
                .contains("the sender has more media folders than media in this config\nHINT: " + hint + "\n");
        assertThat(load.exit()).isEqualTo(5);
        servers.onSender("INSERT INTO a VALUES (77, 'a.jpeg')");
        assertThat(servers.sender("dump", "partial").out()).startsWith("shipped partial");

        servers.receiverConfig("media:\n  - folder: " + folder.resolve("receiver/media"));
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(folder.resolve("receiver/media/a.jpeg")).hasContent("image");
    }

    @Test
    void mediaFolderThatIsCoveredNewlyComesWithAComplete() throws Exception {
        Files.writeString(folder.resolve("sender/media/a.jpeg"), "image");
        servers.senderConfig(
                "tables: [a]\nmedia:\n  - {folder: " + folder.resolve("sender/media") + ", named-by: [a.note]}");
        servers.receiverConfig("media:\n  - folder: " + folder.resolve("receiver/media"));

        assertThat(dump("partial").out())
                .startsWith("a complete instead of a partial: media folder '" + folder.resolve("sender/media")
                        + "' is shipped from now on, or by other columns\n");
        load();
        assertThat(folder.resolve("receiver/media/a.jpeg")).hasContent("image");
    }

    @Test
    void receiverWhoseTablesAreWidenedAsksForAComplete() throws Exception {
        servers.senderConfig("tables: [a, b]");
        servers.receiverConfig("tables: [a]");
        dump("partial");
        load();
        assertThat(servers.receiverRowsOf("b", "id")).isEmpty();

        servers.receiverConfig("tables: [a, b]");
        BadInputIT.assertFails(
                servers.receiver("load"),
                5,
                "cannot load partial 000002: table 'b' is loaded here from now on, and its rows that travelled before are"
                        + " not here",
                "The sender is asked for a complete with its next run; no action is needed here");
        assertThat(dump("partial").out()).startsWith("a complete instead of a partial: receiver 'viz' asks for one\n");
        load();
        assertThat(servers.receiverRowsOf("b", "id")).containsExactly("(1)", "(2)");
    }

    @Test
    void receiverWhoseTablesNameNoneOfTheSendersAppliesNothing() throws Exception {
        servers.receiverConfig("tables: [wrong]");
        servers.onSender("INSERT INTO a VALUES (2, 'a')");
        dump("partial");

        BadInputIT.assertFails(
                servers.receiver("load"),
                6,
                "cannot load partial 000002: tables and exclude in the config let none of the sender's tables be loaded;"
                        + " it ships 1 table",
                "Fix tables and exclude in the config; patterns are as of pg_dump --table, and the schema is public"
                        + " unless named");
        servers.receiverConfig("");
        load();
        assertThat(servers.receiverRowsOf("a", "id")).containsExactly("(1)", "(2)");
    }

    @Test
    void streamThatHasAnotherNameNowIsNamedAsThat() throws Exception {
        String sender = Files.readString(folder.resolve("sender.yaml"));
        Files.writeString(folder.resolve("sender.yaml"), sender.replace("stream: test", "stream: other"));
        BadInputIT.assertFails(
                servers.sender("dump", "partial"),
                2,
                "cannot ship stream 'other': work folder '" + folder.resolve("sender/work")
                        + "' has shipped stream 'test'",
                "Write 'stream: test' again; for another stream, name a work folder and a depot of its own");

        String receiver = Files.readString(folder.resolve("receiver.yaml"));
        Files.writeString(folder.resolve("receiver.yaml"), receiver.replace("stream: test", "stream: other"));
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).isEqualTo(5);
        assertThat(load.err())
                .startsWith("cannot load complete 000001: it is of stream 'test', not 'other'\n"
                        + "HINT: If the sender is the right one, give stream the same name in both configs; if not, find"
                        + " out who put it there, and delete 'complete/");
    }

    private TwoServers.Run dump(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        return dump;
    }

    private void load() {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
    }
}
