package io.dbferry.status.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The part of JSON Schema that our schema uses. */
final class SchemaCheck {
    private final JsonNode root;
    private final Set<String> used = new TreeSet<>();
    private final Set<String> all = new TreeSet<>();

    SchemaCheck(JsonNode root) {
        this.root = root;
        collect("", root);
    }

    private void collect(String place, JsonNode schema) {
        schema.path("properties").fieldNames().forEachRemaining(name -> all.add(place + "." + name));
        schema.path("properties").forEach(child -> collect(place, child));
        for (Map.Entry<String, JsonNode> definition : schema.path("$defs").properties()) {
            collect(definition.getKey(), definition.getValue());
        }
    }

    /** Keys that no document had. */
    Set<String> unused() {
        Set<String> unused = new TreeSet<>(all);
        unused.removeAll(used);
        return unused;
    }

    List<String> problems(JsonNode document) {
        List<String> problems = new ArrayList<>();
        check("", "", root, document, problems);
        return problems;
    }

    private void check(String place, String definition, JsonNode schema, JsonNode value, List<String> problems) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asText().replace("#/$defs/", "");
            check(place, name, root.at("/$defs/" + name), value, problems);
            return;
        }
        if (schema.has("type") && !isOf(schema.get("type").asText(), value)) {
            problems.add(place + ": not " + schema.get("type").asText());
            return;
        }
        if (schema.has("enum") && !schema.get("enum").toString().contains(value.toString())) {
            problems.add(place + ": " + value + " is none of " + schema.get("enum"));
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            problems.add(place + ": not " + schema.get("const"));
        }
        if (schema.has("minimum") && value.asDouble() < schema.get("minimum").asDouble()) {
            problems.add(place + ": " + value + " is too small");
        }
        if (schema.path("format").asText().equals("date-time") && !isTime(value.asText())) {
            problems.add(place + ": not a time");
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                problems.add(place + "/" + required.asText() + ": missing");
            }
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode child = schema.path("properties").path(field.getKey());
            used.add(definition + "." + field.getKey());
            if (child.isMissingNode()) {
                problems.add(place + "/" + field.getKey() + ": not in the schema");
            } else {
                check(place + "/" + field.getKey(), definition, child, field.getValue(), problems);
            }
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(place + "/" + i, definition, schema.path("items"), value.get(i), problems);
            }
        }
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static boolean isTime(String text) {
        try {
            return Instant.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
