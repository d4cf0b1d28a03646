package io.dbferry.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.cli.head.Head;
import io.dbferry.cli.print.KeyManual;
import io.dbferry.cli.print.KeyText;
import io.dbferry.config.key.Key;
import io.dbferry.config.key.KeyNode;
import io.dbferry.config.key.KeySchema;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.text.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dbferry config keys|schema|manual}: the table of config keys. Needs no config. */
@Command(
        name = "config",
        synopsisSubcommandLabel = "COMMAND",
        description = "Describe the keys that a config can have.")
public final class ConfigCommand extends Head {
    @Override
    public boolean isOfService() {
        return false;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the keys, with default, example and meaning.")
    int keys(
            @Parameters(
                            paramLabel = "KEY",
                            arity = "0..1",
                            defaultValue = "",
                            description = "A key or a section, such as keep or ssh.retry-for; default: all keys.")
                    String path) {
        List<Key<?>> keys = KeyNode.keys().stream()
                .filter(key -> !key.meaning().isEmpty() && isBelow(key, path))
                .toList();
        if (keys.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG, "cannot describe key '" + path + "': no such key", "dbferry config keys lists all");
        }
        keys.forEach(key -> output().report(KeyText.of(key)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Print a JSON Schema of the config, for completion and checks in an editor.")
    int schema() {
        output().report(new String(Json.write(KeySchema.schema()), UTF_8));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Print the manual page dbferry.yaml(5) as AsciiDoc, for those who build packages.")
    int manual() {
        output().report(KeyManual.text());
        return 0;
    }

    private static boolean isBelow(Key<?> key, String path) {
        String name = key.path().replace("[]", "");
        return path.isEmpty() || name.equals(path.replace("[]", "")) || name.startsWith(path.replace("[]", "") + ".");
    }
}
