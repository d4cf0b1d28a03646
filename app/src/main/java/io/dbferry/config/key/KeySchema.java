package io.dbferry.config.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of keys as a JSON Schema (draft 7, which editors of YAML know), for completion and checks while writing. */
public final class KeySchema {
    private KeySchema() {}

    public static Map<String, Object> schema() {
        Map<String, Object> senders = section(KeyNode.root(Side.SENDER));
        Map<String, Object> receivers = section(KeyNode.root(Side.RECEIVER));
        return Form.schema(
                "$schema",
                "http://json-schema.org/draft-07/schema#",
                "title",
                "DbFerry's config",
                "type",
                "object",
                "required",
                List.of(SharedKeys.ROLE.path()),
                "if",
                Form.schema("properties", Map.of(SharedKeys.ROLE.path(), Map.of("const", Side.RECEIVER.word()))),
                "then",
                receivers,
                "else",
                senders);
    }

    private static Map<String, Object> section(KeyNode table) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        table.below().forEach((name, node) -> {
            properties.put(name, node(node));
            if (isRequired(node)) {
                required.add(name);
            }
        });
        Map<String, Object> schema = Form.schema("type", "object", "additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        return schema;
    }

    private static boolean isRequired(KeyNode node) {
        if (node.key().isPresent()) {
            return node.key().get().required();
        }
        return node.repeat() == KeyNode.Repeat.ONCE
                && !node.isOptional()
                && node.below().values().stream().anyMatch(KeySchema::isRequired);
    }

    private static Map<String, Object> node(KeyNode node) {
        if (!node.isSection()) {
            return key(node.key().orElseThrow());
        }
        Map<String, Object> section = section(node);
        Map<String, Object> schema =
                switch (node.repeat()) {
                    case ONCE -> section;
                    case ITEMS -> Form.schema("type", "array", "items", section);
                    case NAMES -> Form.schema("type", "object", "additionalProperties", section);
                };
        return node.key()
                .map(key -> Form.schema("anyOf", List.of(key(key), schema)))
                .orElse(schema);
    }

    private static Map<String, Object> key(Key<?> key) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", key.plainMeaning());
        if (!key.standard().isEmpty()) {
            schema.put("default", key.standard());
        }
        schema.putAll(key.form().schema());
        return schema;
    }
}
