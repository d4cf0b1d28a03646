package io.dbferry.config.yaml;

import io.dbferry.config.key.Key;
import io.dbferry.config.node.Section;
import io.dbferry.config.node.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values that a config, or one item of its lists, has by the table of keys. A key without a value has its default;
 * a bad value is like none, its problem having been reported.
 */
final class Found {
    private final Section section;
    private final Map<Key<?>, Object> values = new LinkedHashMap<>();
    private final Map<String, Value> written = new LinkedHashMap<>();
    private final Map<String, Map<String, Found>> parts = new LinkedHashMap<>();

    Found(Section section) {
        this.section = section;
    }

    void put(Key<?> key, Object value) {
        values.put(key, value);
    }

    void wrote(String path, Value value) {
        written.put(path, value);
    }

    void put(String path, Map<String, Found> items) {
        parts.put(path, items);
    }

    @SuppressWarnings("unchecked") // a key's form made the value
    <T> Optional<T> get(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** The value of a key that is required or has a default; to be called after all problems were thrown. */
    <T> T need(Key<T> key) {
        return get(key).orElseThrow(() -> new IllegalStateException(key.path()));
    }

    <T> List<T> list(Key<List<T>> key) {
        return get(key).orElse(List.of());
    }

    /** Whether the file itself has the key or the section. */
    boolean has(String path) {
        return written.containsKey(path);
    }

    boolean has(Key<?> key) {
        return has(key.path());
    }

    /** The items of a list of sections, or the sections below names, in the file's order. */
    Map<String, Found> parts(String path) {
        return parts.getOrDefault(path, Map.of());
    }

    /** A problem of the section or item as a whole. */
    void bad(String cause) {
        section.bad(cause);
    }

    void missing(String key) {
        section.missing(key);
    }

    /** Reports a key that this config must have, and why. */
    void missing(String key, String why) {
        section.missing(key, why);
    }

    /** A problem of what the file has there. */
    void bad(String path, String cause) {
        Value value = written.get(path);
        if (value == null) {
            section.bad(cause);
        } else {
            value.bad(cause);
        }
    }
}
