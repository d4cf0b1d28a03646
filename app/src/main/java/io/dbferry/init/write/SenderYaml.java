package io.dbferry.init.write;

import io.dbferry.config.key.SenderKeys;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.HostInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A sender's config as an operator would write it, with comments.
 *
 * @param page the port of the status page
 * @param log whether partials follow PostgreSQL's log
 * @param recipient whom shipments are encrypted for; empty for nobody
 */
public record SenderYaml(
        String stream,
        DatabaseAnswer database,
        List<String> tables,
        List<Media> media,
        String minutes,
        String depot,
        Path key,
        Path knownHosts,
        Path work,
        int page,
        Extras extras,
        boolean log,
        Optional<String> recipient,
        List<FoundTable> shipped) {
    /** A folder, and the columns that name its files. */
    public record Media(Path folder, List<String> namedBy) {}

    public String text(HostInfo machine) {
        List<String> lines = new ArrayList<>();
        lines.add("# The sender of stream " + stream
                + ", written by 'dbferry init sender'. docs/reference/config.md describes every key.");
        lines.add("# After a change: " + machine.command("check"));
        lines.add("role: sender");
        lines.add("");
        lines.add("# Both sides name the same stream.");
        lines.add("stream: " + Yaml.text(stream));
        lines.add("");
        lines.addAll(SharedYaml.database(database, "A role that only reads is enough."));
        lines.add("");
        lines.add(
                "# Tables to ship, as patterns of pg_dump --table; without this key, all tables of the schema public.");
        lines.add(tables.isEmpty() ? "# tables: [\"app_*\"]" : "tables: " + Yaml.list(tables));
        lines.add("");
        lines.addAll(mediaLines());
        lines.add("");
        lines.addAll(partialLines());
        lines.add("");
        lines.add("depot: " + Yaml.text(depot));
        lines.add("ssh:");
        lines.add("  private-key: " + Yaml.text(key) + "    # opens SFTP, and signs each shipment");
        lines.add("  known-hosts: " + Yaml.text(knownHosts) + "    # DbFerry connects to no other server");
        lines.add("");
        recipient.ifPresent(key -> {
            lines.add("# Only who has the identity of a recipient can read what is in the depot.");
            lines.add("encrypt:");
            lines.add("  recipients: [" + key + "]");
            lines.add("");
        });
        lines.addAll(SharedYaml.work(work));
        lines.add("");
        lines.addAll(SharedYaml.page(page));
        lines.add("");
        lines.addAll(extras.mail());
        lines.add("# When 'dbferry run' or 'dbferry crontab add' ship: the five fields of crontab, or never.");
        lines.add("schedule:");
        lines.add(Extras.times(SenderKeys.COMPLETE_DUMP, extras.complete()));
        lines.add(Extras.times(SenderKeys.PARTIAL_DUMP, extras.partial()));
        lines.add("  # check-remote: '@hourly'    # tests the full round trip to the depot");
        return String.join("\n", lines) + "\n";
    }

    private List<String> mediaLines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# Files to ship. named-by: columns with their names; partials carry the files that their rows name.");
        if (media.isEmpty()) {
            lines.add("# media:");
            lines.add("#   - {folder: /srv/app/media, named-by: [table.column]}");
            return lines;
        }
        lines.add("media:");
        for (Media one : media) {
            lines.add("  - folder: " + Yaml.text(one.folder()));
            lines.add(
                    one.namedBy().isEmpty()
                            ? "    # named-by: [table.column]    # without it, files travel with completes only"
                            : "    named-by: " + Yaml.list(one.namedBy()));
        }
        return lines;
    }

    private List<String> partialLines() {
        List<String> lines = new ArrayList<>();
        if (log) {
            lines.add("# Partials carry what PostgreSQL's log says; tables without a key travel with completes.");
            lines.add("partial:");
            lines.add("  tables: {\"*\": {strategy: log}}");
            return lines;
        }
        lines.add(
                "# How partials find what changed: auto chooses for each table; 'dbferry check' shows the choice and the reason.");
        Optional<FoundTable> stamped = shipped.stream()
                .filter(t -> !t.timestamps().isEmpty())
                .max(Comparator.comparing(t -> t.timestamps().get(0).indexed()));
        stamped.ifPresent(t -> {
            lines.add("# To choose by hand, for a table whose column moves with every change:");
            lines.add("#   tables: {" + Yaml.text(t.table().name()) + ": {strategy: window, changed: "
                    + Yaml.text(t.timestamps().get(0).column()) + "}, \"*\": {strategy: auto}}");
        });
        lines.add("partial:");
        lines.add("  minutes: " + minutes + "    # longer than the application's longest transaction");
        lines.add("  tables: auto");
        return lines;
    }
}
