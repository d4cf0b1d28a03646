package io.dbferry.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Sets some of databases, work folders and depot back to one earlier moment. */
final class SetBack implements Disaster {
    private final Snapshots snapshots;

    SetBack(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public String strike(Random random) throws Exception {
        if (snapshots.isEmpty()) {
            return "";
        }
        List<Snapshots.Part> parts = new ArrayList<>(Arrays.asList(Snapshots.Part.values()));
        Collections.shuffle(parts, random);
        // One alone most times, now and then a whole host.
        List<Snapshots.Part> chosen = parts.subList(0, 1 + random.nextInt(1 + random.nextInt(parts.size())));
        Collections.sort(chosen);
        snapshots.restore(chosen, random);
        return "set back: "
                + String.join(
                        " and ", chosen.stream().map(Snapshots.Part::toString).toList());
    }
}
