package io.dbferry.config.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The part of JSON Schema (draft 7) that {@link KeySchema} uses; a word that it does not know fails. */
final class SchemaCheck {
    private final List<String> problems = new ArrayList<>();

    static List<String> problems(Map<?, ?> schema, Object value) {
        SchemaCheck check = new SchemaCheck();
        check.check(schema, value, "");
        return check.problems;
    }

    private static boolean fits(Object schema, Object value) {
        return problems((Map<?, ?>) schema, value).isEmpty();
    }

    private void check(Map<?, ?> schema, Object value, String path) {
        schema.forEach((word, rule) -> check((String) word, rule, schema, value, path));
    }

    private void check(String word, Object rule, Map<?, ?> schema, Object value, String path) {
        switch (word) {
            case "$schema", "title", "description", "default", "then", "else" -> {}
            case "type" -> require(isOf(rule, value), path, "type " + rule);
            case "enum" -> require(((List<?>) rule).contains(value), path, "enum " + rule);
            case "const" -> require(rule.equals(value), path, "const " + rule);
            case "not" -> require(!fits(rule, value), path, "not " + rule);
            case "pattern" ->
                require(
                        !(value instanceof String text)
                                || Pattern.compile((String) rule).matcher(text).find(),
                        path,
                        "pattern " + rule);
            case "anyOf" -> require(((List<?>) rule).stream().anyMatch(one -> fits(one, value)), path, "anyOf");
            case "if" ->
                check((Map<?, ?>) Objects.requireNonNull(schema.get(fits(rule, value) ? "then" : "else")), value, path);
            case "minItems" ->
                require(!(value instanceof List<?> list) || list.size() >= (Integer) rule, path, "minItems " + rule);
            case "items" -> {
                if (value instanceof List<?> list) {
                    list.forEach(item -> check((Map<?, ?>) rule, item, path + "[]"));
                }
            }
            case "required", "properties", "additionalProperties" -> {
                if (value instanceof Map<?, ?> map) {
                    keys(word, rule, schema, map, path);
                }
            }
            default -> throw new AssertionError("a word of JSON Schema that this check does not know: " + word);
        }
    }

    private void keys(String word, Object rule, Map<?, ?> schema, Map<?, ?> map, String path) {
        Map<?, ?> known = (Map<?, ?>) (schema.get("properties") == null ? Map.of() : schema.get("properties"));
        switch (word) {
            case "required" ->
                ((List<?>) rule).forEach(key -> require(map.containsKey(key), path + "." + key, "required"));
            case "properties" ->
                known.forEach((key, one) -> {
                    if (map.containsKey(key)) {
                        check((Map<?, ?>) one, map.get(key), path + "." + key);
                    }
                });
            default ->
                map.forEach((key, value) -> {
                    if (!known.containsKey(key)) {
                        require(!Boolean.FALSE.equals(rule), path + "." + key, "unknown");
                        if (rule instanceof Map<?, ?> other) {
                            check(other, value, path + "." + key);
                        }
                    }
                });
        }
    }

    private void require(boolean good, String path, String cause) {
        if (!good) {
            problems.add(path + ": " + cause);
        }
    }

    private static boolean isOf(Object type, Object value) {
        if (type instanceof List<?> types) {
            return types.stream().anyMatch(one -> isOf(one, value));
        }
        return switch ((String) type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> value instanceof String;
        };
    }
}
