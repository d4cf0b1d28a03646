package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The records that stand in files of their own in the depot. */
class SmallRecordsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aReceiptComesBackAsItWasWritten() throws IOException {
        for (Receipt.State state : Receipt.State.values()) {
            Receipt receipt = new Receipt(
                    "viz", "city", new Sequence(7), Kind.PARTIAL, state, NOON, new Sequence(6), null, 12, "no");
            byte[] json = Json.write(receipt);

            assertThat(Json.readForeign(json, Receipt.class)).isEqualTo(receipt);
            assertThat(new String(json, StandardCharsets.UTF_8))
                    .contains("\"state\" : \"" + state.word() + "\"")
                    .doesNotContain("appliedManifest");
        }
    }

    @Test
    void aReceiptWithoutWhatDecidesIsNone() {
        String json = new String(
                Json.write(new Receipt(
                        "viz",
                        "city",
                        new Sequence(7),
                        Kind.PARTIAL,
                        Receipt.State.APPLIED,
                        NOON,
                        new Sequence(6),
                        null,
                        12,
                        null)),
                StandardCharsets.UTF_8);
        for (String field : List.of("stream", "sequence", "state", "time", "applied")) {
            String nothing = json.replaceFirst("\"" + field + "\" : [^,}]+", "\"" + field + "\" : null");
            assertThat(nothing).isNotEqualTo(json);
            assertThatThrownBy(() -> Json.readForeign(nothing.getBytes(StandardCharsets.UTF_8), Receipt.class))
                    .as(field)
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void aHeartbeatHasATimeThatAShipmentsNameCanSay() {
        assertThat(heartbeat(Instant.EPOCH).position().time()).isEqualTo(Instant.EPOCH);
        Instant last = Instant.parse("9999-12-31T23:59:59Z");
        assertThat(heartbeat(last).position().time()).isEqualTo(last);
        for (Instant time : List.of(Instant.EPOCH.minusNanos(1), last.plusNanos(1), Instant.MAX)) {
            assertThatThrownBy(() -> heartbeat(time))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a time that cannot be");
        }
    }

    private static Heartbeat heartbeat(Instant time) {
        return new Heartbeat(
                Heartbeat.FORMAT, "city", "id", new Sequence(1), "manifest", new Position("1:1:", "0/1", time, "7", 1));
    }
}
