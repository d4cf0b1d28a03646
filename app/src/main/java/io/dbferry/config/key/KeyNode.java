package io.dbferry.config.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A key or a section of keys, as the config file has them below one another.
 *
 * @param path as in {@link Key}: with {@code []} behind the name of a list
 * @param repeat how often the section is there
 * @param key of the node itself: where it has nodes below too, its value can stand in place of them
 * @param below by name, in the table's order
 */
public record KeyNode(String path, Repeat repeat, Optional<Key<?>> key, Map<String, KeyNode> below) {
    /** How often a section is there. */
    public enum Repeat {
        ONCE,
        /** As the items of a list. */
        ITEMS,
        /** Below names that the user chooses. */
        NAMES
    }

    private static final String ANY_NAME = "T";

    /** Sections that a config can be without although some of their keys are required. */
    static final Set<String> OPTIONAL = Set.of("notify.mail", "encrypt", "decrypt", "publish.kafka");

    /** The whole table, in the order of the reference. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(SharedKeys.ALL);
        keys.addAll(ObjectKeys.ALL);
        keys.addAll(AlarmKeys.ALL);
        keys.addAll(SenderKeys.ALL);
        keys.addAll(PolicyKeys.ALL);
        keys.addAll(ReceiverKeys.ALL);
        keys.addAll(PublishKeys.ALL);
        return keys;
    }

    /** The file of a side itself. */
    public static KeyNode root(Side side) {
        List<Key<?>> keys =
                keys().stream().filter(key -> key.sides().contains(side)).toList();
        return new KeyNode("", Repeat.ONCE, Optional.empty(), below("", keys));
    }

    private static Map<String, KeyNode> below(String path, List<Key<?>> keys) {
        Map<String, List<Key<?>>> byName = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            String rest = key.path().substring(path.isEmpty() ? 0 : path.length() + 1);
            byName.computeIfAbsent(rest.replaceFirst("\\..*", ""), n -> new ArrayList<>())
                    .add(key);
        }
        Map<String, KeyNode> below = new LinkedHashMap<>();
        byName.forEach(
                (name, some) -> below.put(name.replace("[]", ""), of(path.isEmpty() ? name : path + "." + name, some)));
        return below;
    }

    private static KeyNode of(String path, List<Key<?>> keys) {
        Optional<Key<?>> own = Optional.empty();
        List<Key<?>> others = new ArrayList<>();
        for (Key<?> key : keys) {
            if (key.path().equals(path)) {
                own = Optional.of(key);
            } else {
                others.add(key);
            }
        }
        if (path.endsWith("[]")) {
            return new KeyNode(path, Repeat.ITEMS, own, below(path, others));
        }
        boolean named = others.stream().anyMatch(key -> key.path().startsWith(path + "." + ANY_NAME + "."));
        return named
                ? new KeyNode(path, Repeat.NAMES, own, below(path + "." + ANY_NAME, others))
                : new KeyNode(path, Repeat.ONCE, own, below(path, others));
    }

    public boolean isSection() {
        return !below.isEmpty();
    }

    /** Whether its required keys are required only in a config that has the section. */
    public boolean isOptional() {
        return OPTIONAL.contains(path);
    }
}
