package io.dbferry.config.key;

import io.dbferry.config.PostprocessStep;
import io.dbferry.config.text.Suggestion;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The variables of the environment that set keys: {@code DBFERRY_KEEP_COMPLETE} is {@code keep.complete}. A list of
 * sections, and a section whose names the user chooses, have one as a whole.
 */
public final class KeyVariables {
    public static final String PREFIX = "DBFERRY_";

    /** Of the program itself. */
    private static final Set<String> NO_KEYS = Set.of(PREFIX + "CONFIG", PREFIX + "JAVA_OPTS", PREFIX + "MAVEN_OPTS");

    private static final Set<String> OF_STEPS = Arrays.stream(PostprocessStep.Variable.values())
            .map(PostprocessStep.Variable::word)
            .collect(Collectors.toSet());

    private static final Map<String, String> PATHS = collect();

    private KeyVariables() {}

    /** The paths of all keys and lists that have a variable, by its name, in the table's order. */
    public static Map<String, String> paths() {
        return PATHS;
    }

    private static Map<String, String> collect() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Side side : Side.values()) {
            collect(KeyNode.root(side), paths);
        }
        return Collections.unmodifiableMap(paths);
    }

    private static void collect(KeyNode table, Map<String, String> paths) {
        table.below().values().forEach(node -> {
            boolean once = node.repeat() == KeyNode.Repeat.ONCE;
            if (node.key().isPresent() || !once) {
                String path = node.path().replace("[]", "");
                paths.put(of(path), path);
            }
            if (once) {
                collect(node, paths);
            }
        });
    }

    /** That of the key, or of the list or section that it is in. */
    static String of(Key<?> key) {
        return PATHS.entrySet().stream()
                .filter(each -> isAtOrAbove(each.getValue(), key.path().replace("[]", "")))
                .map(Map.Entry::getKey)
                .reduce((above, below) -> below)
                .orElseThrow();
    }

    private static boolean isAtOrAbove(String above, String path) {
        return path.equals(above) || path.startsWith(above + ".");
    }

    private static String of(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The values of variables that set keys, by name; an empty variable is as good as none. */
    public static Map<String, String> values(Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>(environment);
        values.keySet().retainAll(PATHS.keySet());
        values.values().removeIf(String::isEmpty);
        if (isOfStep(environment)) {
            values.keySet().removeAll(OF_STEPS);
        }
        return values;
    }

    /** Whether a step after a load has been given this environment: it describes the shipment, not a config. */
    private static boolean isOfStep(Map<String, String> environment) {
        return environment.keySet().containsAll(OF_STEPS);
    }

    /** Variables with the prefix that nothing here knows. */
    public static Set<String> unknown(Map<String, String> environment) {
        Set<String> names = new TreeSet<>(environment.keySet());
        names.removeIf(name ->
                !name.startsWith(PREFIX) || environment.getOrDefault(name, "").isEmpty());
        names.removeAll(PATHS.keySet());
        names.removeAll(NO_KEYS);
        names.removeAll(OF_STEPS);
        return names;
    }

    /** The variable that was probably meant: nearly the same, or with a word more or less at its end. */
    public static Optional<String> meant(String name) {
        String word = name.substring(PREFIX.length());
        Map<String, String> known = new LinkedHashMap<>();
        PATHS.keySet().forEach(each -> known.put(each.substring(PREFIX.length()), each));
        return Suggestion.closest(word, known.keySet())
                .or(() -> known.keySet().stream()
                        .filter(each -> word.startsWith(each + "_") || each.startsWith(word + "_"))
                        .findFirst())
                .map(known::get);
    }
}
