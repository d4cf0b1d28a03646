package io.dbferry.sender.due;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A complete that is asked for and that comes later.
 *
 * @param last when the last one on request was shipped
 * @param until the first run from then on ships one
 */
public record PostponedRequest(String request, Instant last, Instant until) {
    /** A sentence for people. */
    public String describe() {
        return request + "; the last one on request was shipped at " + last.truncatedTo(ChronoUnit.SECONDS)
                + ", the next is with the first run after " + until.truncatedTo(ChronoUnit.SECONDS)
                + "; 'dbferry dump complete' ships it now";
    }
}
