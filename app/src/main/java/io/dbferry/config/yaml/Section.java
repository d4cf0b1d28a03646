package io.dbferry.config.yaml;

import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.Parser;
import io.dbferry.config.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A map of keys. It notes which keys were asked for: {@link #refuseOthers} tells every other one as a problem, so a key
 * is known exactly where code reads it.
 */
final class Section {
    private final String path;
    private final int line;
    private final Map<String, Value> values;
    private final Problems problems;
    private final ConfigContext surroundings;
    private final Set<String> asked = new LinkedHashSet<>();

    private Section(String path, int line, Map<String, Value> values, Problems problems, ConfigContext surroundings) {
        this.path = path;
        this.line = line;
        this.values = values;
        this.problems = problems;
        this.surroundings = surroundings;
    }

    /** Takes the first of duplicate keys and tells the others. */
    static Section of(String path, int line, MappingNode mapping, Problems problems, ConfigContext surroundings) {
        Section section = empty(path, line, problems, surroundings);
        Map<String, Value> values = section.values;
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = Value.line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyLine, (path.isEmpty() ? "" : path + ": ") + "a key must be a single word");
                continue;
            }
            String keyPath = section.path(key.getValue());
            Value value = new Value(keyPath, keyLine, tuple.getValueNode(), problems, surroundings);
            Value first = values.putIfAbsent(key.getValue(), value);
            if (first != null) {
                value.bad("stands on line " + first.line() + " already");
            }
        }
        return section;
    }

    static Section empty(String path, int line, Problems problems, ConfigContext surroundings) {
        return new Section(path, line, new LinkedHashMap<>(), problems, surroundings);
    }

    /** In the file's order. */
    Set<String> keys() {
        return values.keySet();
    }

    Optional<Value> get(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key));
    }

    <T> Optional<T> parsed(String key, Parser<T> parser) {
        return get(key).flatMap(value -> value.parsed(parser));
    }

    /** A key that is missing is a problem, on the line where this section starts. */
    <T> Optional<T> required(String key, Parser<T> parser) {
        Optional<Value> value = get(key);
        if (value.isEmpty()) {
            problems.add(line, path(key) + ": missing");
        }
        return value.flatMap(v -> v.parsed(parser));
    }

    /** The section below a key, without any key if it is missing; nothing only if it is no section. */
    Optional<Section> section(String key) {
        return get(key).map(Value::section)
                .orElseGet(() -> Optional.of(empty(path(key), line, problems, surroundings)));
    }

    /** Those items of a list that are good; empty if the key is missing. */
    <T> List<T> list(String key, Parser<T> parser) {
        List<T> list = new ArrayList<>();
        items(key).forEach(item -> item.parsed(parser).ifPresent(list::add));
        return list;
    }

    /** The sections of a list; empty if the key is missing. */
    List<Section> sections(String key) {
        return items(key).stream().flatMap(item -> item.section().stream()).toList();
    }

    private List<Value> items(String key) {
        return get(key).flatMap(Value::items).orElse(List.of());
    }

    /** A problem of the section as a whole. */
    void bad(String cause) {
        problems.add(line, path + ": " + cause);
    }

    /** Tells every key that was not asked for. To be called after all others were. */
    void refuseOthers() {
        refuseOthers("", Set.of());
    }

    /** The same; of keys that only the other role has, it is told that they are that role's. */
    void refuseOthers(String otherRole, Set<String> keysOfOtherRole) {
        values.forEach((key, value) -> {
            if (asked.contains(key)) {
                return;
            }
            if (keysOfOtherRole.contains(key)) {
                value.bad("a key of a " + otherRole + " only");
            } else {
                value.bad("unknown key"
                        + Suggestion.closest(key, asked)
                                .map(like -> "; did you mean '" + like + "'?")
                                .orElse(""));
            }
        });
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
