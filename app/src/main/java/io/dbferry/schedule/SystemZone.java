package io.dbferry.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;

/** The time zone of this machine, which cron goes by, and not that of the variable {@code TZ} in someone's shell. */
public final class SystemZone {
    private static final String ZONES = "zoneinfo/";

    private SystemZone() {}

    /** @param localtime {@code /etc/localtime}: a link into the time zone data, where systemd and Debian put it */
    public static ZoneId of(Path localtime) {
        try {
            // A link to elsewhere names no zone either way.
            return ZoneId.of(Files.readSymbolicLink(localtime).toString().replaceFirst(".*/" + ZONES, ""));
        } catch (IOException | DateTimeException | UnsupportedOperationException e) {
            return ZoneId.systemDefault();
        }
    }
}
