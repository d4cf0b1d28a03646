package io.dbferry.status.read;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.watch.ThisHost;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.status.model.Assessment;
import io.dbferry.status.model.OpenIncident;
import io.dbferry.status.model.Runner;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.StatusModel.DatabaseStatus;
import io.dbferry.status.model.StatusModel.DepotStatus;
import io.dbferry.status.model.StatusModel.Role;
import io.dbferry.status.model.Verdict;
import io.dbferry.stream.Depot;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the status of the side that a config describes. What cannot be had is a problem in it, never the end. */
public final class StatusReader {
    private static final Verdict NOT_YET = new Verdict(Verdict.Level.WELL, "", null, null, 0);

    private final Config config;
    private final Sources sources;
    private final ShipmentMemory memory;
    private final Amount amount;

    public StatusReader(Config config, Sources sources, ShipmentMemory memory, Amount amount) {
        this.config = config;
        this.sources = sources;
        this.memory = memory;
        this.amount = amount;
    }

    /** Connects to the depot. */
    public interface DepotOpener {
        Depot open() throws IOException;
    }

    /**
     * Where facts come from.
     *
     * @param trust asked on a receiver only
     * @param known turns what is thrown into a failure with exit code and hint
     */
    public record Sources(
            DepotOpener depot,
            Database database,
            Supplier<ShipmentTrust> trust,
            Function<Throwable, DbferryException> known) {}

    public StatusModel read(Instant now) {
        try (Attempts attempts = new Attempts(sources.depot(), sources.known())) {
            LocalFacts local = new LocalFacts(config, attempts, now);
            List<OpenIncident> incidents = local.incidents();
            Runner runner = local.runner();
            ModelDraft draft = new ModelDraft(
                    config.depot().address(),
                    new DatabaseStatus(sources.database().describe(), false, null));
            if (config instanceof SenderConfig sender) {
                new SenderFacts(sender, attempts, memory, amount, now).read(sources.database(), draft);
            } else {
                new ReceiverFacts((ReceiverConfig) config, attempts, memory, amount, now)
                        .read(sources.database(), sources.trust(), draft);
            }
            StatusModel model = model(now, local, incidents, runner, draft, attempts);
            return model.with(new Assessment(model, config.alarms().silence()).verdict());
        }
    }

    private StatusModel model(
            Instant now,
            LocalFacts local,
            List<OpenIncident> incidents,
            Runner runner,
            ModelDraft draft,
            Attempts attempts) {
        return new StatusModel(
                StatusModel.VERSION,
                now,
                config instanceof SenderConfig ? Role.SENDER : Role.RECEIVER,
                config.stream(),
                config instanceof ReceiverConfig receiver ? receiver.name() : null,
                ThisHost.name(),
                NOT_YET,
                attempts.problems(),
                incidents,
                runner,
                local.jobs(runner),
                draft.lag,
                new DepotStatus(
                        draft.depotAddress,
                        attempts.depotWasReached(),
                        draft.inDepot,
                        draft.oldestInDepot,
                        draft.depotFreeBytes),
                draft.database,
                local.disks(),
                draft.last,
                draft.waiting,
                draft.due,
                draft.heldBack,
                draft.nextCompleteFrom,
                draft.receivers,
                draft.shipments,
                draft.missingMedia,
                draft.tables,
                draft.proof,
                draft.standing,
                draft.left,
                draft.migrations,
                draft.firstLoad);
    }
}
