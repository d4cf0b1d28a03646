package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Excludes tables in one side's config, and takes them in again. */
final class TablesChanged implements Disaster {
    private static final List<String> CHOICE = List.of("transfer", "slot", "item", "odd", "setting", "line");

    private final String side;
    private final List<Path> configs;
    private Set<String> excluded = Set.of();

    /** @param configs of one side, to be changed alike */
    TablesChanged(String side, List<Path> configs) {
        this.side = side;
        this.configs = configs;
    }

    @Override
    public String strike(Random random) throws Exception {
        Set<String> now = new TreeSet<>(excluded);
        String table = CHOICE.get(random.nextInt(CHOICE.size()));
        boolean removed = now.size() < 3 && random.nextBoolean() ? now.add(table) : now.isEmpty() && now.add(table);
        if (!removed && !now.remove(table)) {
            now.clear();
        }
        exclude(now);
        return side + "'s tables " + (removed ? "removed" : "added again");
    }

    Set<String> excluded() {
        return excluded;
    }

    void exclude(Set<String> tables) throws IOException {
        excluded = tables;
        for (Path config : configs) {
            List<String> lines = new ArrayList<>(Files.readAllLines(config));
            lines.removeIf(line -> line.startsWith("exclude: "));
            if (!tables.isEmpty()) {
                lines.add("exclude: [" + String.join(", ", tables) + "]");
            }
            Files.write(config, lines);
        }
    }
}
