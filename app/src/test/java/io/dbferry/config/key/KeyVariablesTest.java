package io.dbferry.config.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyVariablesTest {
    private static final Map<String, String> OF_STEP = Map.of(
            "DBFERRY_SHIPMENT", "20261123T033500Z-000043",
            "DBFERRY_KIND", "partial",
            "DBFERRY_STREAM", "transapp",
            "DBFERRY_SEQUENCE", "43",
            "DBFERRY_DATABASE_URL", "postgresql:///viz",
            "DBFERRY_CONSUMER", "transform",
            "DBFERRY_CHANGES", "120");

    @Test
    void eachKeyHasAVariableOfItsOwnOrIsInAListThatHasOne() {
        Map<String, String> paths = KeyVariables.paths();

        assertThat(new TreeSet<>(paths.values())).as("no two keys share one").hasSameSizeAs(paths.keySet());
        for (Key<?> key : KeyNode.keys()) {
            String path = paths.getOrDefault(key.variable(), "");
            String own = key.path().replace("[]", "");
            assertThat(own.equals(path) || own.startsWith(path + "."))
                    .as("%s by %s", key, key.variable())
                    .isTrue();
        }
        assertThat(SharedKeys.KEEP_FREE_SPACE.variable()).isEqualTo("DBFERRY_KEEP_FREE_SPACE");
        assertThat(SharedKeys.MEDIA_FOLDER.variable()).isEqualTo("DBFERRY_MEDIA");
        assertThat(SenderKeys.STRATEGY.variable()).isEqualTo("DBFERRY_PARTIAL_TABLES");
    }

    @Test
    void emptyVariablesAndThoseOfTheProgramAreNoKeys() {
        Map<String, String> environment = Map.of(
                "DBFERRY_WORK", "/w", "DBFERRY_DEPOT", "", "DBFERRY_CONFIG", "/c", "DBFERRY_JAVA_OPTS", "-Xmx1g");

        assertThat(KeyVariables.values(environment)).isEqualTo(Map.of("DBFERRY_WORK", "/w"));
        assertThat(KeyVariables.unknown(environment)).isEmpty();
    }

    /** A step that ships the receiver's own data has another stream and another database. */
    @Test
    void whatAStepIsToldOfItsShipmentIsNoConfig() {
        Map<String, String> environment = new HashMap<>(OF_STEP);
        environment.put("DBFERRY_WORK", "/w");

        assertThat(KeyVariables.values(environment)).isEqualTo(Map.of("DBFERRY_WORK", "/w"));
        assertThat(KeyVariables.unknown(environment)).isEmpty();
        assertThat(KeyVariables.values(Map.of("DBFERRY_STREAM", "transapp"))).containsKey("DBFERRY_STREAM");
    }

    @Test
    void theVariableThatWasMeantIsNamed() {
        assertThat(KeyVariables.meant("DBFERRY_KEEP_COMPLTE")).contains("DBFERRY_KEEP_COMPLETE");
        assertThat(KeyVariables.meant("DBFERRY_DEPOT_URL")).contains("DBFERRY_DEPOT");
        assertThat(KeyVariables.meant("DBFERRY_DATABASE")).contains("DBFERRY_DATABASE_URL");
        assertThat(KeyVariables.meant("DBFERRY_SERVICE_HOST"))
                .as("as Kubernetes sets it")
                .isEmpty();
        assertThat(KeyVariables.meant("DBFERRY_PORT")).isEmpty();
    }
}
