package io.dbferry.config.node;

import io.dbferry.config.text.ConfigContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A map of keys.
 *
 * @param path the keys that lead to it, with dots; empty for the file itself
 * @param place where it starts
 * @param values in the file's order
 */
public record Section(
        String path, Place place, Map<String, Value> values, Problems problems, ConfigContext surroundings) {

    /** Keeps the first of duplicate keys and reports the others. */
    public static Section of(
            String path, Place place, MappingNode mapping, Problems problems, ConfigContext surroundings) {
        Section section = empty(path, place, problems, surroundings);
        Map<String, Value> values = section.values;
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = Place.of(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyPlace, (path.isEmpty() ? "" : path + ": ") + "a key must be a single word");
                continue;
            }
            String keyPath = section.path(key.getValue());
            Value value = new Value(keyPath, keyPlace, tuple.getValueNode(), problems, surroundings);
            Value first = values.putIfAbsent(key.getValue(), value);
            if (first != null) {
                value.bad("duplicate key, first set on " + first.place());
            }
        }
        return section;
    }

    public static Section empty(String path, Place place, Problems problems, ConfigContext surroundings) {
        return new Section(path, place, new LinkedHashMap<>(), problems, surroundings);
    }

    public Optional<Value> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A section below this one that the file does not have. */
    public Section absent(String key) {
        return empty(path(key), place, problems, surroundings);
    }

    /** A problem of the section as a whole. */
    public void bad(String cause) {
        problems.add(place, path + ": " + cause);
    }

    /** Reports a key that this section must have. */
    public void missing(String key) {
        problems.add(place, path(key) + ": missing");
    }

    /** Reports a key that would not be missing elsewhere. */
    public void missing(String key, String why) {
        problems.add(place, path(key) + ": missing, and " + why);
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
