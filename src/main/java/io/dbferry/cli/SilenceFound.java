package io.dbferry.cli;

import io.dbferry.capture.SenderStatus;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.config.SenderConfig;
import io.dbferry.database.Database;
import io.dbferry.depot.Depot;
import io.dbferry.load.ShipmentTrust;
import io.dbferry.notify.Trouble;
import io.dbferry.status.SilenceLook;
import io.dbferry.status.Silent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What a look for silence finds, by what is silent, as incidents are begun with it. */
final class SilenceFound {
    private final Wiring wiring;
    private final Duration most;
    private final Instant watchesSince;

    SilenceFound(Wiring wiring, Duration most, Instant watchesSince) {
        this.wiring = wiring;
        this.most = most;
        this.watchesSince = watchesSince;
    }

    Map<String, Trouble> onReceiver(ReceiverConfig config, Depot depot) throws IOException {
        Database database = wiring.database(config, "alarms");
        ShipmentTrust trust = wiring.trust(config.trust(), config.stream());
        return troubles(look(depot).ofSender(config, database, trust).stream().toList());
    }

    Map<String, Trouble> onSender(SenderConfig config, Depot depot) throws IOException {
        return troubles(
                look(depot).ofReceivers(config, SenderStatus.read(config.work()).highest()));
    }

    private SilenceLook look(Depot depot) {
        return new SilenceLook(depot, most, wiring.clock().instant(), watchesSince);
    }

    private static Map<String, Trouble> troubles(Collection<Silent> silences) {
        Map<String, Trouble> troubles = new TreeMap<>();
        silences.forEach(s -> troubles.put(s.receiver(), new Trouble(null, s.message(), s.hint(), s.since())));
        return troubles;
    }
}
