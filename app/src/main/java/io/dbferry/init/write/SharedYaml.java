package io.dbferry.init.write;

import io.dbferry.init.find.DatabaseAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The parts of a config that both roles have. */
final class SharedYaml {
    private SharedYaml() {}

    static List<String> database(DatabaseAnswer database, String comment) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + comment + " Never write a password here: use ~/.pgpass, PGPASSWORD or password-file.");
        lines.add("database:");
        lines.add("  url: " + Yaml.text(database.url()));
        database.passwordFile().ifPresent(file -> lines.add("  password-file: " + Yaml.text(file)));
        return lines;
    }

    static List<String> page(int port) {
        return List.of(
                "# 'dbferry run' serves a page with the status, and /metrics, on this port of 127.0.0.1 alone.",
                "metrics: {port: " + port + "}");
    }

    static List<String> work(Path work) {
        return List.of(
                "# A folder of DbFerry's own: state, locks, logs, outgoing shipments. Do not delete it.",
                "work: " + Yaml.text(work));
    }
}
