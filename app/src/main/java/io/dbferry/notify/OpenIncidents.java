package io.dbferry.notify;

import io.dbferry.notify.message.Incident;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What fails or is silent now, for whoever only looks. */
public final class OpenIncidents {
    private OpenIncidents() {}

    /** Without a lock, and without setting a damaged file aside. */
    public static List<Incident> read(Path work) throws IOException {
        return new AlarmFile(work).look().incidents();
    }
}
