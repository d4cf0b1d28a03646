package io.dbferry.schedule;

import java.util.Locale;

/** What a schedule starts: shipments of a kind are dumped or loaded, or the way to the depot is tried. */
public enum Task {
    COMPLETE,
    PARTIAL,
    CHECK_REMOTE;

    /** For messages and threads. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
