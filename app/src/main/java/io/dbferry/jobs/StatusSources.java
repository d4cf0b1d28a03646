package io.dbferry.jobs;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.status.read.Amount;
import io.dbferry.status.read.ShipmentMemory;
import io.dbferry.status.read.StatusReader;

/** Makes the reader of a config's status. */
public final class StatusSources {
    private StatusSources() {}

    /** @param job as for {@link Components#database(Config, String)} */
    public static StatusReader reader(
            Config config, Components wiring, String job, ShipmentMemory memory, Amount amount) {
        StatusReader.Sources sources = new StatusReader.Sources(
                () -> wiring.depot(config),
                wiring.database(config, job),
                () -> {
                    ReceiverConfig receiver = (ReceiverConfig) config;
                    return wiring.trust(receiver.trust(), receiver.stream());
                },
                Failures::knownOrBug);
        return new StatusReader(config, sources, memory, amount);
    }
}
