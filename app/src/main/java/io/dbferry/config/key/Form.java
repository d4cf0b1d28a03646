package io.dbferry.config.key;

import io.dbferry.config.node.Value;
import io.dbferry.config.text.BadValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the value of a key is written.
 *
 * @param name what a reader of the reference calls it, such as {@code duration}
 * @param schema the same in JSON Schema
 * @param reader yields nothing where the value is bad, and has then reported the problem
 */
public record Form<T>(String name, Map<String, Object> schema, Reader<T> reader) {
    /** Reads a value of the file. */
    public interface Reader<T> {
        Optional<T> read(Value value);
    }

    /** A variable can stand in each text, whatever else the text must be. */
    private static final Map<String, Object> VARIABLE = Map.of("type", "string", "pattern", "\\$\\{");

    /** A single value that matches a pattern of JSON Schema; the parser has the last word. */
    static <T> Form<T> text(String name, String pattern, Value.Parser<T> parser) {
        return new Form<>(
                name,
                schema("type", List.of("string", "number"), "pattern", "(" + pattern + ")|\\$\\{"),
                value -> value.parsed(parser));
    }

    /** One of a few words. */
    static <T> Form<T> words(Map<String, T> words) {
        List<String> names = List.copyOf(words.keySet());
        String known = String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.get(names.size() - 1);
        return new Form<>(
                known,
                schema("anyOf", List.of(schema("enum", names), VARIABLE)),
                value -> value.parsed((text, context) -> {
                    T word = words.get(text);
                    if (word == null) {
                        throw new BadValue("must be " + known + ", not '" + text + "'");
                    }
                    return word;
                }));
    }

    /** A boolean of YAML. */
    static Form<Boolean> trueOrFalse() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        words.put("true", true);
        words.put("false", false);
        Form<Boolean> form = words(words);
        return new Form<>(form.name, schema("anyOf", List.of(schema("type", "boolean"), VARIABLE)), form.reader);
    }

    /** Those items of a list that are good. */
    static <T> Form<List<T>> list(Form<T> item) {
        return new Form<>("list of " + item.name, schema("type", "array", "items", item.schema), value -> value.items()
                .map(items -> {
                    List<T> good = new ArrayList<>();
                    items.forEach(one -> item.reader.read(one).ifPresent(good::add));
                    return good;
                }));
    }

    /** The same, for a list that must have an item. */
    static <T> Form<List<T>> someOf(Form<T> item, String emptyCause) {
        Form<List<T>> list = list(item);
        Map<String, Object> schema = new LinkedHashMap<>(list.schema);
        schema.put("minItems", 1);
        return new Form<>(
                list.name, schema, value -> value.isEmptyList() ? value.bad(emptyCause) : list.reader.read(value));
    }

    static Map<String, Object> schema(Object... keysAndValues) {
        Map<String, Object> schema = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            schema.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return schema;
    }
}
