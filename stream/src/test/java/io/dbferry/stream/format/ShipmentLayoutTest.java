package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.Place;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShipmentLayoutTest {
    @Test
    void shipmentsStandWhereTheDesignSays() {
        ShipmentName name = new ShipmentName(Kind.COMPLETE, Instant.parse("2026-11-23T03:30:00Z"), new Sequence(42));

        assertThat(Place.of(name)).isEqualTo("complete/20261123T033000Z-000042");
        assertThat(Place.ofReceipt("viz", name.sequence())).isEqualTo("receipts/viz/000042.json");
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
        assertThat(ShipmentLayout.rawRows(new TableName("public", "AndroidRequests_report")))
                .isEqualTo("AndroidRequests_report-raw.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("app", "../ñ\u0000")))
                .isEqualTo("app.%2E%2E%2F%C3%B1%00.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("public", ".hidden"))).isEqualTo("%2Ehidden.json.zst");
    }

    @Test
    void noTwoFilesOfTablesShareAName() {
        List<String> words = List.of(
                "a",
                "a.b",
                "b",
                "b.c",
                ".",
                "..",
                "deleted",
                "a.deleted",
                "a-deleted",
                "a-0002",
                "a.deleted-0002",
                "-0002",
                "other.a",
                "other",
                "media-index",
                "manifest",
                "%2E",
                "%",
                "A",
                "я".repeat(31),
                "я".repeat(30) + "z",
                "я".repeat(31) + ".",
                "я".repeat(31) + "-x",
                "日".repeat(21),
                "日".repeat(20) + "本",
                "public",
                "x".repeat(63));
        Set<String> names = new HashSet<>();
        int files = 0;
        for (String schema : words) {
            for (String table : words) {
                TableName name = new TableName(schema, table);
                for (String first : List.of(ShipmentLayout.rows(name), ShipmentLayout.deleted(name))) {
                    for (int part : new int[] {1, 2, 12345}) {
                        String file = ShipmentLayout.part(first, part);
                        assertThat(names.add(file)).as("%s of %s", file, name).isTrue();
                        assertThat(file).matches("[A-Za-z0-9_%][A-Za-z0-9_.%-]{0,239}");
                        assertThat(file).isNotEqualTo(ShipmentLayout.MEDIA_INDEX);
                        files++;
                    }
                }
            }
        }
        assertThat(names).hasSize(files);
    }

    @Test
    void aLongNameIsCutAndToldApartByItsHash() {
        String schema = "я".repeat(31);

        String one = ShipmentLayout.rows(new TableName(schema, "日".repeat(21)));
        String other = ShipmentLayout.rows(new TableName(schema, "日".repeat(20) + "本"));

        assertThat(one).startsWith("%D1%8F%D1%8F").matches(".*%[0-9A-F]{2}-x[0-9a-f]{32}\\.json\\.zst");
        assertThat(one.substring(0, 150)).isEqualTo(other.substring(0, 150));
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void noTableIsTakenForAPartOfAnother() {
        String big = ShipmentLayout.rows(new TableName("public", "big"));

        assertThat(ShipmentLayout.part(big, 1)).isEqualTo("big.json.zst");
        assertThat(ShipmentLayout.part(big, 2)).isEqualTo("big-0002.json.zst");
        assertThat(ShipmentLayout.part(ShipmentLayout.deleted(new TableName("public", "big")), 12345))
                .isEqualTo("big-deleted-12345.json.zst");
        assertThat(ShipmentLayout.rows(new TableName("public", "big-0002"))).isEqualTo("big%2D0002.json.zst");
    }
}
