package io.dbferry.jobs;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.status.StaleParty;
import io.dbferry.status.StalenessCheck;
import io.dbferry.stream.Depot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What a look for silence finds, by what is silent, as incidents are begun with it. */
final class StalenessReport {
    private final Components wiring;
    private final Duration most;
    private final Instant watchesSince;

    StalenessReport(Components wiring, Duration most, Instant watchesSince) {
        this.wiring = wiring;
        this.most = most;
        this.watchesSince = watchesSince;
    }

    Map<String, FailureDetails> onReceiver(ReceiverConfig config, Depot depot) throws IOException {
        Database database = wiring.database(config, "alarms");
        ShipmentTrust trust = wiring.trust(config.trust(), config.stream());
        return troubles(look(depot).ofSender(config, database, trust).stream().toList());
    }

    Map<String, FailureDetails> onSender(SenderConfig config, Depot depot) throws IOException {
        return troubles(
                look(depot).ofReceivers(config, SenderStatus.read(config.work()).highest()));
    }

    private StalenessCheck look(Depot depot) {
        return new StalenessCheck(depot, most, wiring.clock().instant(), watchesSince);
    }

    private static Map<String, FailureDetails> troubles(Collection<StaleParty> silences) {
        Map<String, FailureDetails> troubles = new TreeMap<>();
        silences.forEach(s -> troubles.put(s.receiver(), new FailureDetails(null, s.message(), s.hint(), s.since())));
        return troubles;
    }
}
