package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.PolicyText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.jobs.RunEvents;
import io.dbferry.page.PolicyPage;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.leftover.LeftoverReport;
import io.dbferry.receiver.leftover.LeftoverRun;
import io.dbferry.sender.policy.PolicyReport;
import io.dbferry.sender.policy.SuggestedRules;
import io.dbferry.sender.tables.TableSelection;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dbferry policy}, {@code dbferry policy suggest} and {@code dbferry policy leftovers}. */
@Command(
        name = "policy",
        description = "On the sender: print what leaves it, by table and column, and by which rule.",
        subcommands = PolicyCommand.Leftovers.class)
public final class PolicyCommand extends ReportHead implements Callable<Integer> {
    @Option(
            names = "--examples",
            description = "Show a row of each table, as it is and as it travels. The output then holds real values.")
    private boolean examples;

    @Option(names = "--html", description = "Print a web page.")
    private boolean html;

    @Override
    public Integer call() {
        SenderConfig config = loggedSender();
        Database database = components().database(config, "policy");
        try (Connection connection = database.connect()) {
            Catalog all = new CatalogReader(connection).read();
            Predicate<TableName> meant = TableSelection.meant(config.tables(), config.exclude());
            List<Table> tables = TableSelection.read(config, connection).tables().stream()
                    .filter(table -> meant.test(table.name()))
                    .toList();
            PolicyReport policy = PolicyReport.of(config.policy(), all, tables, examples ? connection : null);
            if (html) {
                output().report(new PolicyPage(
                                config.stream(), components().clock().instant(), policy)
                        .toString());
            } else {
                report(policy, p -> output().report(new PolicyText(p).toString()));
            }
        } catch (SQLException e) {
            throw database.refused("report the policy", e);
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Print rules for columns whose names look as if their values should stay; read them before use.")
    int suggest() {
        SenderConfig config = loggedSender();
        Database database = components().database(config, "policy");
        try (Connection connection = database.connect()) {
            Catalog all = new CatalogReader(connection).read();
            SuggestedRules rules = new SuggestedRules(all.foreignKeys());
            List<Table> tables = TableSelection.of(config.tables(), config.exclude(), all);
            output().report(PolicyText.suggestion(tables, rules));
        } catch (SQLException e) {
            throw database.refused("suggest a policy", e);
        }
        return 0;
    }

    /** {@code dbferry policy leftovers}. */
    @Command(
            name = "leftovers",
            mixinStandardHelpOptions = true,
            description =
                    "On the receiver: show what it still holds of tables and columns that do not travel any more.")
    static final class Leftovers extends ReportHead implements Callable<Integer> {
        @ArgGroup
        private @Nullable Removal removal;

        /** One of two ways to remove them. */
        static final class Removal {
            @Option(
                    names = "--purge",
                    description =
                            "Empty these tables, and set these columns to their default or null. This cannot be undone.")
            private boolean purge;

            @Option(
                    names = "--drop",
                    description = "Drop these tables and columns, as their owner. This cannot be undone.")
            private boolean drop;
        }

        @Override
        public Integer call() throws IOException {
            Removal how = removal;
            ReceiverConfig config = how == null ? components().receiver(file()) : loggedReceiver();
            LeftoverRun run = new LeftoverRun(config, components().database(config, "policy leftovers"));
            LeftoverReport found = how == null ? run.show() : remove(run, how.drop);
            report(found, f -> output().report(PolicyText.leftovers(f)));
            return found.exitCode();
        }

        private static LeftoverReport remove(LeftoverRun run, boolean drop) throws IOException {
            try (RunEvents events = RunEvents.begin("policy leftovers " + (drop ? "--drop" : "--purge"))) {
                LeftoverReport removed = drop ? run.drop() : run.purge();
                events.ended(false);
                return removed;
            }
        }
    }
}
