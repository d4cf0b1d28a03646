package io.dbferry.config.yaml;

import io.dbferry.config.key.Key;
import io.dbferry.config.key.KeyNode;
import io.dbferry.config.key.Side;
import io.dbferry.config.node.Section;
import io.dbferry.config.node.Value;
import io.dbferry.config.text.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the sections of a file by the table of keys, and reports keys that are missing, unknown or of the other side. */
final class KeyReader {
    private final Side side;

    KeyReader(Side side) {
        this.side = side;
    }

    Found read(Section root) {
        Found found = new Found(root);
        read(KeyNode.root(side), Optional.of(KeyNode.root(side.other())), root, found);
        return found;
    }

    /** @param others the same section of the other side, if it has it */
    private void read(KeyNode table, Optional<KeyNode> others, Section section, Found found) {
        table.below().forEach((name, node) -> section.get(name)
                .ifPresentOrElse(
                        value -> written(node, below(others, name), value, found),
                        () -> absent(name, node, section, found)));
        section.values().forEach((name, value) -> {
            if (table.below().containsKey(name)) {
                return;
            }
            value.bad(
                    below(others, name).isPresent()
                            ? "a key of a " + side.other().word() + " only"
                            : "unknown key" + suggestion(name, table));
        });
    }

    private static Optional<KeyNode> below(Optional<KeyNode> node, String name) {
        return node.map(n -> n.below().get(name));
    }

    private void written(KeyNode node, Optional<KeyNode> others, Value value, Found found) {
        found.wrote(node.path(), value);
        if (node.key().isPresent() && (!node.isSection() || value.isText())) {
            Key<?> key = node.key().get();
            key.form().reader().read(value).ifPresent(read -> found.put(key, read));
            return;
        }
        switch (node.repeat()) {
            case ONCE -> value.section().ifPresent(section -> read(node, others, section, found));
            case ITEMS -> {
                Map<String, Found> items = new LinkedHashMap<>();
                value.items().orElse(List.of()).forEach(item -> part(node, others, item, item.path(), items));
                found.put(node.path(), items);
            }
            case NAMES -> {
                Map<String, Found> named = new LinkedHashMap<>();
                value.section()
                        .map(Section::values)
                        .orElse(Map.of())
                        .forEach((name, item) -> part(node, others, item, name, named));
                found.put(node.path(), named);
            }
        }
    }

    private void part(KeyNode node, Optional<KeyNode> others, Value item, String name, Map<String, Found> parts) {
        item.section().ifPresent(section -> {
            Found part = new Found(section);
            read(node, others, section, part);
            parts.put(name, part);
        });
    }

    private void absent(String name, KeyNode node, Section section, Found found) {
        node.key().ifPresent(key -> {
            if (key.required()) {
                section.missing(name);
            }
            standard(key, section).ifPresent(value -> found.put(key, value));
        });
        if (node.isSection() && node.repeat() == KeyNode.Repeat.ONCE && !node.isOptional()) {
            read(node, Optional.empty(), section.absent(name), found);
        }
    }

    /** The default, read as if it stood in the file. */
    private static Optional<?> standard(Key<?> key, Section section) {
        if (key.standard().isEmpty()) {
            return Optional.empty();
        }
        ScalarNode node = new ScalarNode(Tag.STR, key.standard(), ScalarStyle.PLAIN);
        return key.form()
                .reader()
                .read(new Value(key.path(), section.place(), node, section.problems(), section.surroundings()));
    }

    /** A key of this section that is nearly the same; at the top also one of the same name in a section. */
    private String suggestion(String name, KeyNode table) {
        Set<String> known = table.below().keySet();
        return Suggestion.closest(name, known)
                .or(() -> table.path().isEmpty() ? inASection(name) : Optional.empty())
                .map(like -> "; did you mean '" + like + "'?")
                .orElse("");
    }

    private Optional<String> inASection(String name) {
        List<String> paths = KeyNode.keys().stream()
                .filter(key -> key.sides().contains(side) && key.path().endsWith("." + name))
                .map(Key::path)
                .toList();
        return paths.isEmpty() || paths.size() > 2 ? Optional.empty() : Optional.of(String.join("' or '", paths));
    }
}
