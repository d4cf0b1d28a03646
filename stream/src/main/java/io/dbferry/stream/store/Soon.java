package io.dbferry.stream.store;

import java.util.ArrayList;
import java.util.List;

/**
 * What a caller is going to ask of a store, so that one behind a long line can ask it all together.
 *
 * @param looks paths for {@link Store#find}, {@link Store#makeFolder} or {@link Renaming#rename}
 * @param lists folders for {@link Store#list}
 * @param files small files for {@link Store#get}; one that is named twice is read twice
 */
public record Soon(List<String> looks, List<String> lists, List<String> files) {
    public static final Soon NOTHING = new Soon(List.of(), List.of(), List.of());

    public Soon {
        looks = List.copyOf(looks);
        lists = List.copyOf(lists);
        files = List.copyOf(files);
    }

    public Soon look(String... more) {
        return new Soon(with(looks, more), lists, files);
    }

    public Soon list(String... more) {
        return new Soon(looks, with(lists, more), files);
    }

    public Soon read(String... more) {
        return new Soon(looks, lists, with(files, more));
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
