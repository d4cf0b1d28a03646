package io.dbferry.config.node;

import java.util.Comparator;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Where a value stands: on a line of the file, or in a variable of the environment.
 *
 * @param line from 1; the greatest of all for a variable, whose problems come last
 * @param variable empty for the file
 */
public record Place(int line, String variable) implements Comparable<Place> {
    /** What marks of nodes name if the file has them; other marks name a variable. */
    public static final String FILE = "config";

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::line).thenComparing(Place::variable);

    public static Place onLine(int line) {
        return new Place(line, "");
    }

    public static Place inVariable(String name) {
        return new Place(Integer.MAX_VALUE, name);
    }

    /** Where a node starts. */
    public static Place of(Node node) {
        return node.getStartMark()
                .map(mark -> mark.getName().equals(FILE) ? onLine(mark.getLine() + 1) : inVariable(mark.getName()))
                .orElse(onLine(1));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return variable.isEmpty() ? "line " + line : variable;
    }
}
