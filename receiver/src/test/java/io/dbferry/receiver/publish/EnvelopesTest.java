package io.dbferry.receiver.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against the documented form of Debezium's messages. */
class EnvelopesTest {
    private static final TableName BUS = new TableName("public", "Bus");
    private static final TopicNames NAMES = new TopicNames("viz");

    private final List<String> sent = new ArrayList<>();
    private final Envelopes envelopes = new Envelopes(
            new Sent(),
            NAMES,
            new Source("transapp", "viz", 43, "20261123T033500Z-000043", Instant.ofEpochMilli(5), 16, 44, false),
            77,
            Clock.fixed(Instant.ofEpochMilli(9), ZoneOffset.UTC));

    private final class Sent implements Topics {
        @Override
        public void ensure(Collection<Topic> topics) {}

        @Override
        public Optional<String> last(String topic) {
            return Optional.empty();
        }

        @Override
        public void read(String topic, Reader reader) {}

        @Override
        public void begin() {}

        @Override
        public void put(String topic, String key, @Nullable String value) {
            sent.add(topic + " " + key + " " + value);
        }

        @Override
        public void commit() {}

        @Override
        public void close() {}
    }

    private static String row(String before, String after, String op, int order, long position, boolean snapshot) {
        return "viz.public.Bus {\"id\": 1} {\"before\":" + before + ",\"after\":" + after
                + ",\"source\":{\"version\":\"1\",\"connector\":\"dbferry\",\"name\":\"transapp\",\"ts_ms\":5,\"snapshot\":\""
                + snapshot + "\",\"db\":\"viz\",\"sequence\":\"43\",\"schema\":\"public\",\"table\":\"Bus\","
                + "\"shipment\":\"20261123T033500Z-000043\",\"lsn\":16,\"position\":" + position
                + ",\"as_of\":\"44\"},\"transaction\":{\"id\":\"43:77\",\"total_order\":" + order
                + ",\"data_collection_order\":" + order + "},\"op\":\"" + op + "\",\"ts_ms\":9}";
    }

    @Test
    void rowsStandBetweenBeginAndEnd() throws PublishFailedException {
        envelopes.begin();
        envelopes.created(BUS, "{\"id\": 1}", "{\"id\":1}", 70);
        envelopes.updated(BUS, "{\"id\": 1}", "{\"id\":1}", 71);
        envelopes.deleted(BUS, "{\"id\": 1}", 72);
        envelopes.read(BUS, "{\"id\": 1}", "{\"id\":1}", 73);
        envelopes.end();

        assertThat(sent)
                .containsExactly(
                        "viz.transaction {\"id\":\"43:77\"} {\"status\":\"BEGIN\",\"id\":\"43:77\",\"ts_ms\":9,"
                                + "\"event_count\":null,\"data_collections\":null}",
                        row("null", "{\"id\":1}", "c", 1, 70, false),
                        row("null", "{\"id\":1}", "u", 2, 71, false),
                        row("{\"id\": 1}", "null", "d", 3, 72, false),
                        "viz.public.Bus {\"id\": 1} null",
                        row("null", "{\"id\":1}", "r", 4, 73, true),
                        "viz.transaction {\"id\":\"43:77\"} {\"status\":\"END\",\"id\":\"43:77\",\"ts_ms\":9,"
                                + "\"event_count\":4,\"data_collections\":[{\"data_collection\":\"public.Bus\",\"event_count\":4}]}");
    }

    @Test
    void noTwoTablesShareATopic() {
        assertThat(NAMES.table(new TableName("a.b", "c")).name()).isEqualTo("viz.a-2eb.c");
        assertThat(NAMES.table(new TableName("a", "b.c")).name()).isEqualTo("viz.a.b-2ec");
        assertThat(NAMES.table(new TableName("public", "ñ-_9")).name()).isEqualTo("viz.public.-c3-b1-2d_9");
        String longest =
                NAMES.table(new TableName("ñ".repeat(31), "é".repeat(31))).name();
        assertThat(longest)
                .hasSize(234)
                .isNotEqualTo(NAMES.table(new TableName("ñ".repeat(31), "é".repeat(30) + "ñ"))
                        .name());
        assertThat(NAMES.position()).isEqualTo(new Topics.Topic("viz.position", true, true));
        assertThat(NAMES.transactions()).isEqualTo(new Topics.Topic("viz.transaction", false, true));
    }
}
