package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that fails, or somebody who is silent.
 *
 * @param runs how many have failed
 * @param exitCode of the last that did; null where it is no run that failed, but the other side that is silent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenIncident(
        String job,
        Instant since,
        long runs,
        @Nullable Integer exitCode,
        String text,
        @Nullable String hint) {
    /** Whether a run of ours failed. */
    boolean failed() {
        return exitCode != null;
    }
}
