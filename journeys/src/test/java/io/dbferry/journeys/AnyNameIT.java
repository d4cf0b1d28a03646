package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and columns may have any name, those that our own SQL gives to its rows and values among them. */
class AnyNameIT {
    /** Whatever our SQL names, and words of SQL that could stand for something else. */
    private static final List<String> NAMES = List.of(
            "a",
            "c",
            "c0",
            "f",
            "g",
            "h",
            "had",
            "i",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "q",
            "r",
            "s",
            "t",
            "u",
            "v",
            "x",
            "model",
            "pk",
            "fields",
            "json_null",
            "json_text",
            "key",
            "row",
            "row_text",
            "row_copy",
            "changed",
            "updated",
            "inserted",
            "moved",
            "put_back",
            "stage",
            "keys",
            "lines",
            "text",
            "json",
            "jsonb",
            "record",
            "integer",
            "to_json",
            "row_to_json",
            "concat",
            "public",
            "pg_catalog",
            "dbferry row text",
            "dbferry row copy",
            "select",
            "default",
            "old",
            "new",
            "excluded",
            "\"",
            "'",
            "\\",
            "$1",
            "?",
            "%",
            "{d '1'}",
            "a.b",
            ":x",
            "é");

    @TempDir
    private Path folder;

    @Test
    void rowsTravelWhateverTheirColumnsAreCalled() throws Exception {
        TwoServers servers = TwoServers.in(folder, 15, 15);
        servers.senderConfig("partial: {tables: {'*': {strategy: scan}}, deletes: every 1 partials}");
        String columns = NAMES.stream().map(n -> quote(n) + " integer").collect(Collectors.joining(", "));
        for (String table : List.of("f", "t", "text", "changed", "stage_0")) {
            servers.onBoth("CREATE TABLE " + table + " (id integer PRIMARY KEY, " + columns + ", UNIQUE (f))");
            servers.onSender("INSERT INTO " + table + " (id, f, \"row_copy\") VALUES (1, 1, 5), (2, 2, 6), (3, 3, 7)");
        }
        servers.onBoth("CREATE TABLE keyless (" + columns + "); CREATE TABLE many (" + columns + ", PRIMARY KEY ("
                + NAMES.stream().limit(32).map(AnyNameIT::quote).collect(Collectors.joining(", ")) + "))");
        servers.onSender("INSERT INTO keyless (f, o) VALUES (1, 2), (1, 2), (NULL, 3)");
        servers.onSender("INSERT INTO many VALUES (" + "7, ".repeat(NAMES.size() - 1) + "7), ("
                + "8, ".repeat(NAMES.size() - 1) + "8)");

        ship(servers, "complete");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

        for (String table : List.of("f", "t", "text", "changed", "stage_0")) {
            servers.onSender("DELETE FROM " + table + " WHERE id = 3; UPDATE " + table + " SET f = f + 10;" + " UPDATE "
                    + table + " SET f = 13 - f, \"'\" = 4");
        }
        servers.onSender("DELETE FROM many WHERE f = 7; UPDATE many SET \"é\" = 9");
        ship(servers, "partial");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());

        servers.onSender("UPDATE t SET f = 25 - f; DELETE FROM keyless WHERE o = 3;"
                + " INSERT INTO keyless (f, row_text) VALUES (1, 1)");
        ship(servers, "complete");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    private static void ship(TwoServers servers, String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(load.out()).startsWith("applied " + kind);
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
