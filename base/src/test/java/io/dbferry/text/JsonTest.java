package io.dbferry.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final byte[] MANY = ("[0" + ",0".repeat(2_000_000) + "]").getBytes(UTF_8);

    @Test
    void textOfADepotHoldsSoManyValuesAndNoMore() throws IOException {
        assertThat(Json.readForeign("[0, 1]".getBytes(UTF_8), int[].class)).containsExactly(0, 1);
        assertThatThrownBy(() -> Json.readForeign(MANY, int[].class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Token count (2000001) exceeds");
    }

    @Test
    void textOfOursHoldsAnyNumberOfValues() throws IOException {
        assertThat(Json.read(MANY, int[].class)).hasSize(2_000_001);
    }
}
