package io.dbferry.jobs.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.text.Json;
import org.jspecify.annotations.Nullable;

/** A line of JSON on standard error, where a command's result is JSON. */
public final class JsonLine {
    private JsonLine() {}

    @JsonInclude(Include.NON_NULL)
    private record Failure(
            String event,
            int exitCode,
            String message,
            @Nullable String hint) {}

    private record Warning(String event, String text) {}

    @JsonInclude(Include.NON_NULL)
    private record Progress(
            String event,
            String step,
            String unit,
            long done,
            @Nullable Long total) {}

    /** {@code {"event":"error","exitCode":4,"message":"cannot …","hint":"…"}}. */
    public static String of(RunFailure problem) {
        return Json.line(new Failure("error", problem.exitCode(), problem.message(), problem.hint()));
    }

    public static String warning(String text) {
        return Json.line(new Warning("warning", text));
    }

    /** @param total 0 if unknown */
    public static String progress(String step, String unit, long done, long total) {
        return Json.line(new Progress("progress", step, unit, done, total == 0 ? null : total));
    }
}
