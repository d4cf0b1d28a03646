package io.dbferry.sender.media;

import java.util.Map;
import java.util.Set;

/**
 * Files that must not travel.
 *
 * @param byFolder names by the number of the media folder
 */
public record HeldBackFiles(Map<Integer, Set<String>> byFolder) {
    public static final HeldBackFiles NONE = new HeldBackFiles(Map.of());

    boolean contains(int folder, String name) {
        return byFolder.getOrDefault(folder, Set.of()).contains(name);
    }
}
