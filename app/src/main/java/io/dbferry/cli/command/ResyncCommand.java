package io.dbferry.cli.command;

import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.Components;
import io.dbferry.jobs.Output;
import io.dbferry.jobs.Session;
import io.dbferry.sender.ResyncRun;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dbferry resync TABLE}. */
@Command(
        name = "resync",
        mixinStandardHelpOptions = true,
        description = "On the sender: carry a table, or some of its rows, again with the next partial.")
public final class ResyncCommand implements Callable<Integer> {
    @ParentCommand
    private Dbferry dbferry = new Dbferry();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "TABLE", description = "Table, or schema.Table.")
    private String table = "";

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description = "Only rows of that condition, as behind WHERE; rows that are deleted here do not count.")
    private @Nullable String where;

    @Override
    public Integer call() throws IOException {
        Output output = new Output(spec, dbferry.quiet);
        Components wiring = Session.start(output);
        SenderConfig config = wiring.sender(dbferry.config);
        Session.logTo(config, output);
        long rows = new ResyncRun(config, wiring.database(config, "resync")).request(table, where);
        output.say(String.format(
                Locale.ROOT,
                "the next 'dump partial' carries %s of table '%s': about %,d",
                where == null ? "all rows" : "these rows",
                table,
                rows));
        return 0;
    }
}
