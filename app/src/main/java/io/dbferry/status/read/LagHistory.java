package io.dbferry.status.read;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.status.model.LagPoint;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code work/lag.json}: a point for every five minutes of the last 24 hours, some 20 kB. One daemon writes it. */
public final class LagHistory {
    private final StateFile<Points> file;

    public LagHistory(Path work) {
        this.file = new StateFile<>(
                work, work.resolve("lag.json"), json -> Json.read(json, Points.class), "the page's plot begins again");
    }

    private record Points(List<LagPoint> points) {
        private Points {
            points = List.copyOf(points);
        }
    }

    /** Adds what is the case now. Returns all, the oldest first. */
    public List<LagPoint> add(LagPoint now) throws IOException {
        List<LagPoint> kept = new ArrayList<>(file.read().map(Points::points).orElse(List.of()));
        // A clock that was set back leaves points that lie ahead.
        kept.removeIf(point -> point.time().isAfter(now.time())
                || !point.time().isAfter(now.time().minus(LagPoint.KEPT)));
        int last = kept.size() - 1;
        if (last >= 0 && kept.get(last).isNear(now)) {
            kept.set(last, kept.get(last).worst(now));
        } else {
            kept.add(now);
        }
        file.write(Json.write(new Points(kept)), Durability.CACHE);
        return List.copyOf(kept);
    }
}
