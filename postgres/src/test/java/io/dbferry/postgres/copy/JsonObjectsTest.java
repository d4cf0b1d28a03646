package io.dbferry.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @Test
    void objectsBecomeLinesOfCopyText() throws IOException {
        assertThat(copy("[\n{\"a\": {\"b\": [1, 2]}},\n{\"c\":\n\"]}\\\"\\\\\"}\n]\n"))
                .isEqualTo(2);
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"a\": {\"b\": [1, 2]}}\n{\"c\":\\n\"]}\\\\\"\\\\\\\\\"}\n");
    }

    @Test
    void anEmptyArrayHasNoLines() throws IOException {
        assertThat(copy("[\n\n]\n")).isZero();
    }

    @Test
    void whatIsNoArrayOfObjectsIsRefused() {
        for (String json : new String[] {"", "{}", "[1]", "[{}", "[{} {}]", "[{},]", "[{}] x", "[{\"a\":"}) {
            assertThatThrownBy(() -> copy(json)).as(json).isInstanceOf(JsonObjects.NotObjectsException.class);
        }
    }

    @Test
    void valuesOfAnyKindBecomeLinesOfCopyText() throws IOException {
        assertThat(values("[7,\n-1.50e3 ,\"a\\\"]\",[\"x\",[2]],true]")).isEqualTo(5);
        assertThat(lines.toString(StandardCharsets.UTF_8)).isEqualTo("7\n-1.50e3\n\"a\\\\\"]\"\n[\"x\",[2]]\ntrue\n");
    }

    @Test
    void whatIsNoArrayOfValuesIsRefused() {
        for (String json : new String[] {"", "7", "[7", "[7 8]", "[7,]", "[,7]", "[\"a]", "[7] 8", "[\\.]"}) {
            assertThatThrownBy(() -> values(json)).as(json).isInstanceOf(JsonObjects.NotObjectsException.class);
        }
    }

    private long values(String json) throws IOException {
        return new JsonObjects(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), lines).copyValues();
    }

    private long copy(String json) throws IOException {
        return new JsonObjects(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), lines).copy();
    }
}
