package io.dbferry.cli.print;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns; those that look like numbers stand to the right. */
public final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... head) {
        rows.add(List.of(head));
    }

    public void add(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String pad = " ".repeat(width(column) - row.get(column).length());
                line.append(number(column) ? pad + row.get(column) : row.get(column) + pad)
                        .append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join(System.lineSeparator(), lines);
    }

    private int width(int column) {
        return rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
    }

    private boolean number(int column) {
        return rows.size() > 1
                && rows.stream().skip(1).allMatch(r -> r.get(column).matches("-|[0-9][0-9.,]*( ?[kMGTP]?B)?"));
    }
}
