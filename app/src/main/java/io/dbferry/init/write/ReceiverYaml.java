package io.dbferry.init.write;

import io.dbferry.config.key.ReceiverKeys;
import io.dbferry.config.key.SharedKeys;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.HostInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A receiver's config as an operator would write it, with comments.
 *
 * @param page the port of the status page
 * @param identity decrypts shipments; empty if they are not encrypted
 */
public record ReceiverYaml(
        String stream,
        String name,
        DatabaseAnswer database,
        Path depot,
        Path allowedSigners,
        List<Path> media,
        String keepComplete,
        Path work,
        int page,
        Extras extras,
        Optional<Path> identity) {
    public String text(HostInfo machine) {
        List<String> lines = new ArrayList<>();
        lines.add("# A receiver of stream " + stream
                + ", written by 'dbferry init receiver'. docs/reference/config.md describes every key.");
        lines.add("# After a change: " + machine.command("check"));
        lines.add("role: receiver");
        lines.add("");
        lines.add("# Both sides name the same stream.");
        lines.add("stream: " + Yaml.text(stream));
        lines.add("");
        lines.add("# Names its receipts in the depot; no two receivers of a depot may have the same.");
        lines.add("name: " + Yaml.text(name));
        lines.add("");
        lines.addAll(SharedYaml.database(database, "A role that writes rows is enough."));
        lines.add("");
        lines.add("depot: " + Yaml.text(depot));
        lines.add("");
        lines.add("# Only shipments signed by one of these keys are applied.");
        lines.add("trust:");
        lines.add("  allowed-signers: " + Yaml.text(allowedSigners));
        lines.add("");
        identity.ifPresent(file -> {
            lines.add("# Decrypts what the sender encrypts for it. Keep a copy in a safe place.");
            lines.add("decrypt:");
            lines.add("  identity-file: " + Yaml.text(file));
            lines.add("");
        });
        lines.add("# Where files go, in the order of the sender's folders.");
        if (media.isEmpty()) {
            lines.add("# media:");
            lines.add("#   - folder: /srv/app/media");
        } else {
            lines.add("media:");
            media.forEach(folder -> lines.add("  - folder: " + Yaml.text(folder)));
        }
        lines.add("");
        lines.add(
                "# Steps after each load, and receiver-only columns that are reset to their default when their row changes:");
        lines.add("# postprocess:");
        lines.add("#   - {after: any, command: [python, manage.py, transform]}");
        lines.add("# reset: {table: [column]}");
        lines.add("");
        lines.addAll(SharedYaml.work(work));
        lines.add("keep:");
        lines.add("  complete: " + keepComplete + "    # how long applied shipments stay in the depot");
        lines.add(Yaml.standard(SharedKeys.KEEP_PARTIAL));
        lines.add("");
        lines.addAll(SharedYaml.page(page));
        lines.add("");
        lines.addAll(extras.mail());
        lines.add(
                "# When 'dbferry run' or 'dbferry crontab add' look for shipments: the five fields of crontab, or never.");
        lines.add("schedule:");
        lines.add(Extras.times(ReceiverKeys.COMPLETE_LOAD, extras.complete()));
        lines.add(Extras.times(ReceiverKeys.PARTIAL_LOAD, extras.partial()));
        return String.join("\n", lines) + "\n";
    }
}
