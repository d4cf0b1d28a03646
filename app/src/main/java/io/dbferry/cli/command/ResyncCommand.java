package io.dbferry.cli.command;

import io.dbferry.cli.head.Head;
import io.dbferry.config.SenderConfig;
import io.dbferry.sender.ResyncRun;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbferry resync TABLE}. */
@Command(
        name = "resync",
        description = "On the sender: carry a table, or some of its rows, again with the next partial.")
public final class ResyncCommand extends Head implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "Table, or schema.Table.")
    private String table = "";

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description = "Only rows of that condition, as behind WHERE; rows that are deleted here do not count.")
    private @Nullable String where;

    @Override
    public Integer call() throws IOException {
        SenderConfig config = loggedSender();
        long rows = new ResyncRun(config, components().database(config, "resync")).request(table, where);
        output().say(String.format(
                Locale.ROOT,
                "the next 'dump partial' carries %s of table '%s': about %,d",
                where == null ? "all rows" : "these rows",
                table,
                rows));
        return 0;
    }
}
