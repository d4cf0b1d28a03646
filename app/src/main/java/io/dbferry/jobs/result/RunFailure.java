package io.dbferry.jobs.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.failure.DbferryException;
import org.jspecify.annotations.Nullable;

/**
 * A failure.
 *
 * @param message in one line
 * @param hint what to do about it
 */
@JsonInclude(Include.NON_NULL)
public record RunFailure(
        int exitCode, String message, @Nullable String hint) {
    public static RunFailure of(DbferryException failure) {
        return new RunFailure(failure.failure().exitCode(), String.valueOf(failure.getMessage()), failure.hint());
    }
}
