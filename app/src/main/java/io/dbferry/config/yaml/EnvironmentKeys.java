package io.dbferry.config.yaml;

import io.dbferry.config.key.KeyVariables;
import io.dbferry.config.node.Place;
import io.dbferry.config.node.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Puts what variables of the environment say in place of a file's keys. */
final class EnvironmentKeys {
    private final Map<String, String> environment;
    private final Problems problems;

    EnvironmentKeys(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** A map without keys. */
    static MappingNode none() {
        return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    }

    /** @param text of the file, which may name variables of its own for other purposes */
    MappingNode over(MappingNode file, String text) {
        MappingNode merged = file;
        Map<String, String> paths = KeyVariables.paths();
        for (Map.Entry<String, String> variable :
                KeyVariables.values(environment).entrySet()) {
            String name = variable.getKey();
            Optional<Node> value = node(name, variable.getValue());
            if (value.isPresent()) {
                List<String> path = List.of(paths.getOrDefault(name, "").split("\\."));
                merged = with(merged, path, scalar(name, path.get(path.size() - 1)), value.get());
            }
        }
        for (String name : KeyVariables.unknown(environment)) {
            if (!text.contains("${" + name + "}")) {
                KeyVariables.meant(name)
                        .ifPresent(meant -> problems.add(
                                Place.inVariable(name), "no key has this variable; did you mean '" + meant + "'?"));
            }
        }
        return merged;
    }

    /** A list or a map is written as in YAML; all else is the value as it is. */
    private Optional<Node> node(String name, String value) {
        if (!value.startsWith("[") && !value.startsWith("{")) {
            return Optional.of(scalar(name, value));
        }
        try {
            return new Compose(LoadSettings.builder()
                            .setLabel(name)
                            .setAllowNonScalarKeys(true)
                            .build())
                    .composeString(value);
        } catch (YamlEngineException | StackOverflowError e) {
            problems.add(Place.inVariable(name), "begins as a list or a map, and is not YAML");
            return Optional.empty();
        }
    }

    private static ScalarNode scalar(String name, String value) {
        Optional<Mark> mark = Optional.of(new Mark(name, 0, 0, 0, new int[0], 0));
        return new ScalarNode(Tag.STR, true, value, ScalarStyle.PLAIN, mark, mark);
    }

    /** A section that is no map in the file stays, and is reported as such. */
    private static MappingNode with(MappingNode map, List<String> path, ScalarNode key, Node value) {
        List<NodeTuple> tuples = new ArrayList<>(map.getValue());
        int at = indexOf(tuples, path.get(0));
        Node there = at < 0 ? none() : tuples.get(at).getValueNode();
        NodeTuple tuple = new NodeTuple(key, value);
        if (path.size() > 1) {
            if (!(there instanceof MappingNode) && !there.getTag().equals(Tag.NULL)) {
                return map;
            }
            MappingNode section = there instanceof MappingNode written ? written : none();
            Node name = at < 0
                    ? scalar(Place.of(key).variable(), path.get(0))
                    : tuples.get(at).getKeyNode();
            tuple = new NodeTuple(name, with(section, path.subList(1, path.size()), key, value));
        }
        if (at < 0) {
            tuples.add(tuple);
        } else {
            tuples.set(at, tuple);
        }
        return new MappingNode(map.getTag(), true, tuples, FlowStyle.BLOCK, map.getStartMark(), map.getEndMark());
    }

    private static int indexOf(List<NodeTuple> tuples, String name) {
        for (int i = 0; i < tuples.size(); i++) {
            if (tuples.get(i).getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
