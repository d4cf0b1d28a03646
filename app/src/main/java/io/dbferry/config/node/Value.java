package io.dbferry.config.node;

import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of a config. Each way to read it yields nothing where the value is bad, and has then reported the problem.
 *
 * @param path the keys that lead to it, with dots
 */
public record Value(String path, Place place, Node node, Problems problems, ConfigContext surroundings) {
    /** Reads one value from its text, in which {@code ~} and <code>${NAME}</code> have been expanded. */
    public interface Parser<T> {
        T parse(String text, ConfigContext surroundings) throws BadValue;
    }

    /** The same value, which reports to another list. */
    public Value withProblems(Problems others) {
        return new Value(path, place, node, others, surroundings);
    }

    public <T> Optional<T> parsed(Parser<T> parser) {
        if (!(node instanceof ScalarNode scalar)) {
            return bad("must be a single value, not " + kind());
        }
        if (isMissing()) {
            return bad("has no value");
        }
        try {
            return Optional.of(parser.parse(surroundings.expanded(scalar.getValue()), surroundings));
        } catch (BadValue e) {
            return bad(e.text());
        }
    }

    public Optional<Section> section() {
        if (node instanceof MappingNode mapping) {
            return Optional.of(Section.of(path, place, mapping, problems, surroundings));
        }
        return bad(isMissing() ? "has no value" : "must be a map of keys, not " + kind());
    }

    public Optional<List<Value>> items() {
        if (!(node instanceof SequenceNode sequence)) {
            return bad(isMissing() ? "has no value" : "must be a list, not " + kind());
        }
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new Value(path + "[" + items.size() + "]", Place.of(item), item, problems, surroundings));
        }
        return Optional.of(items);
    }

    /** Whether the text, not a map or a list, stands there. */
    public boolean isText() {
        return node instanceof ScalarNode && !isMissing();
    }

    /** Whether nothing stands there, or a bare null, which is the same in YAML. */
    public boolean isScalarWithoutValue() {
        return isMissing();
    }

    /** Whether this word stands there. */
    public boolean isText(String word) {
        try {
            return node instanceof ScalarNode scalar
                    && surroundings.expanded(scalar.getValue()).equals(word);
        } catch (BadValue e) {
            return false;
        }
    }

    public boolean isEmptyList() {
        return node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
    }

    public <T> Optional<T> bad(String cause) {
        problems.add(place, path + ": " + cause);
        return Optional.empty();
    }

    private boolean isMissing() {
        return node instanceof ScalarNode scalar
                && (node.getTag().equals(Tag.NULL) || scalar.getValue().isBlank());
    }

    private String kind() {
        if (node instanceof MappingNode) {
            return "a map";
        }
        return node instanceof SequenceNode ? "a list" : "a single value";
    }
}
