package io.dbferry.cli.command;

import io.dbferry.cli.head.ReportHead;
import io.dbferry.cli.print.QueueText;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.jobs.Components;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.IdleCheck;
import io.dbferry.receiver.queue.QueueCommands;
import io.dbferry.status.queue.QueueReport;
import io.dbferry.stream.format.Sequence;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbferry queue} and what is done to one consumer. */
@Command(
        name = "queue",
        description = {
            "On the receiver: the consumers of changed rows, how far each is, and what it fails on.",
            "retry, skip, reset and remove change one of them."
        })
public final class QueueCommand extends ReportHead implements Callable<Integer> {
    private static final String NAME = "NAME";
    private static final String CONSUMER = "The consumer, by its name in 'dbferry queue'.";

    @Override
    public Integer call() {
        Components wiring = components();
        ReceiverConfig config = wiring.receiver(file());
        QueueReport report = QueueReport.read(
                config,
                wiring.database(config, "queue"),
                wiring.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        report(report, r -> output().report(new QueueText(r).toString()));
        return 0;
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Try the batch that fails and all dead letters again, without a further pause.")
    int retry(@Parameters(paramLabel = NAME, description = CONSUMER) String name) throws IOException {
        return change("queue retry", name, QueueCommands::retry);
    }

    @Command(
            name = "skip",
            mixinStandardHelpOptions = true,
            description = "Throw away the dead letters; without any, pass over the batch that fails.")
    int skip(@Parameters(paramLabel = NAME, description = CONSUMER) String name) throws IOException {
        return change("queue skip", name, QueueCommands::skip);
    }

    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description = "Continue with the first change of a shipment, if its changes are still kept.")
    int reset(
            @Option(names = "--to", required = true, paramLabel = "SEQUENCE", description = "The shipment's number.")
                    long sequence,
            @Parameters(paramLabel = NAME, description = CONSUMER) String name)
            throws IOException {
        return change("queue reset", name, commands -> commands.reset(new Sequence(Math.max(0, sequence))));
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Forget a consumer that is gone for good, so that nothing is kept for it.")
    int remove(@Parameters(paramLabel = NAME, description = CONSUMER) String name) throws IOException {
        return change("queue remove", name, QueueCommands::remove);
    }

    private interface Change {
        String make(QueueCommands commands) throws SQLException;
    }

    private int change(String job, String name, Change change) throws IOException {
        ReceiverConfig config = loggedReceiver();
        Database database = components().database(config, job);
        try (Connection connection = database.connect()) {
            QueueReport.requireQueue(config, connection);
            output().say(change.make(new QueueCommands(connection, config.stream(), name)));
        } catch (SQLException e) {
            throw database.refused("change the queue", e);
        }
        IdleCheck.forget(config.work());
        return 0;
    }
}
