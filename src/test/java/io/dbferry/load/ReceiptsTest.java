package io.dbferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.depot.Depot;
import io.dbferry.depot.MemoryDepot;
import io.dbferry.depot.Patience;
import io.dbferry.depot.RetryingDepot;
import io.dbferry.shipment.Kind;
import io.dbferry.shipment.Receipt;
import io.dbferry.shipment.Sequence;
import io.dbferry.shipment.ShipmentId;
import io.dbferry.shipment.ShipmentName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final ShipmentName SHIPMENT = new ShipmentName(Kind.COMPLETE, Instant.EPOCH, new Sequence(1));

    @Test
    void receiptOutlastsAConnectionThatBreaksInItsMidst() throws IOException {
        MemoryDepot memory = new MemoryDepot();
        Depot depot = new RetryingDepot(memory, new Patience(Duration.ofSeconds(5)));
        List<String> warnings = new ArrayList<>();
        memory.cutAfter(10);

        new Receipts(depot, "viz", "s", Clock.systemUTC(), warnings)
                .leave(SHIPMENT, Receipt.State.APPLIED, new ShipmentId(new Sequence(1), "0".repeat(64)), 7, null);

        assertThat(warnings).isEmpty();
        assertThat(memory.list("receipts/viz")).singleElement().satisfies(file -> assertThat(file.name())
                .isEqualTo("000001.json"));
    }
}
