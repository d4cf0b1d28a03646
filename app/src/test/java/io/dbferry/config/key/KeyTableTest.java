package io.dbferry.config.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.node.Place;
import io.dbferry.config.node.Problems;
import io.dbferry.config.node.Value;
import io.dbferry.config.text.ConfigContext;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

class KeyTableTest {
    private static final ConfigContext CONTEXT =
            new ConfigContext(Map.of("HOOK", "h"), Path.of("/home/operator"), Path.of("/etc/dbferry"));

    static Stream<Key<?>> documented() {
        return KeyNode.keys().stream().filter(key -> !key.meaning().isEmpty());
    }

    @Test
    void everyKeyThatIsDeclaredIsInTheTable() throws IllegalAccessException {
        List<Key<?>> declared = new ArrayList<>();
        for (Class<?> type : List.of(
                SharedKeys.class,
                ObjectKeys.class,
                AlarmKeys.class,
                SenderKeys.class,
                PolicyKeys.class,
                ReceiverKeys.class,
                PublishKeys.class)) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType().equals(Key.class) && Modifier.isStatic(field.getModifiers())) {
                    declared.add((Key<?>) field.get(null));
                }
            }
        }

        assertThat(KeyNode.keys()).containsExactlyElementsOf(declared);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documented")
    void exampleAndDefaultAreGoodValues(Key<?> key) {
        assertThat(key.example()).as("example").isNotEmpty();
        assertThat(read(key, key.example())).as(key.example()).isPresent();
        if (!key.standard().isEmpty()) {
            assertThat(read(key, "'" + key.standard() + "'")).as(key.standard()).isPresent();
        }
    }

    private static Optional<?> read(Key<?> key, String yaml) {
        Problems problems = new Problems(Path.of("dbferry.yaml"));
        Value value = new Value(
                key.path(),
                Place.onLine(1),
                new Compose(LoadSettings.builder().build()).composeString(yaml).orElseThrow(),
                problems,
                CONTEXT);
        Optional<?> read = key.form().reader().read(value);
        problems.throwIfAny();
        return read;
    }
}
