package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.DepotLayout;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShipmentLayoutTest {
    @Test
    void shipmentsStandWhereTheDesignSays() {
        ShipmentName name = new ShipmentName(Kind.COMPLETE, Instant.parse("2026-11-23T03:30:00Z"), new Sequence(42));

        assertThat(DepotLayout.shipment(name)).isEqualTo("complete/20261123T033000Z-000042");
        assertThat(DepotLayout.incoming(name)).isEqualTo("incoming/20261123T033000Z-000042");
        assertThat(DepotLayout.receipt("viz", name.sequence())).isEqualTo("receipts/viz/000042.json");
        assertThat(ShipmentName.parse(Kind.COMPLETE, name.folder())).contains(name);
    }

    @Test
    void foldersOfOthersAreNoShipments() {
        for (String folder : new String[] {
            "lost+found",
            "20261123T033000Z",
            "20261323T033000Z-000042",
            "20261123T033000Z-0000042",
            "20261123T033000Z-000042.new"
        }) {
            assertThat(ShipmentName.parse(Kind.PARTIAL, folder)).as(folder).isEmpty();
        }
    }

    @Test
    void anyTableNameIsAFileName() {
        assertThat(ShipmentLayout.rows(new TableName("public", "AndroidRequests_report")))
                .isEqualTo("AndroidRequests_report.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("app", "../ñ\u0000"))).isEqualTo("app...%2F%C3%B1%00.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("public", ".hidden"))).isEqualTo("%2Ehidden.json.zst");
    }

    @Test
    void noTableIsTakenForAPartOfAnother() {
        String big = ShipmentLayout.rows(new TableName("public", "big"));

        assertThat(ShipmentLayout.part(big, 1)).isEqualTo("big.json.zst");
        assertThat(ShipmentLayout.part(big, 2)).isEqualTo("big-0002.json.zst");
        assertThat(ShipmentLayout.part(ShipmentLayout.deleted(new TableName("public", "big")), 12345))
                .isEqualTo("big.deleted-12345.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("public", "big-0002"))).isEqualTo("big%2D0002.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("public", "a-1-0002"))).isEqualTo("a-1%2D0002.json.zst");
    }
}
