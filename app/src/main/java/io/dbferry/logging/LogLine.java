package io.dbferry.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.dbferry.event.ConfigMark;
import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import io.dbferry.text.Json;
import io.dbferry.text.Printable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * What is logged, within one line.
 *
 * @param config that it concerns, where one process runs several
 * @param job which the run is at, such as {@code load partial}
 * @param shipment that it concerns, as in {@code partial 000042}
 * @param details exact numbers and names
 * @param error the exceptions behind it, with where in our code they came by
 */
record LogLine(
        Instant time,
        Level level,
        @Nullable String config,
        @Nullable String job,
        @Nullable String shipment,
        @Nullable String step,
        String text,
        Map<String, Object> details,
        @Nullable String error) {
    static LogLine of(ILoggingEvent event, Secrets secrets) {
        String text = clean(event.getFormattedMessage(), secrets);
        Map<String, String> marks = event.getMDCPropertyMap();
        String shipment = marks.get(LogContext.SHIPMENT);
        Map<String, Object> details = new LinkedHashMap<>();
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair detail : event.getKeyValuePairs()) {
                if (detail.key.equals(LogContext.SHIPMENT)) {
                    shipment = String.valueOf(detail.value);
                    continue;
                }
                details.put(
                        detail.key,
                        detail.value instanceof Number n ? n : clean(String.valueOf(detail.value), secrets));
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        return new LogLine(
                event.getInstant(),
                event.getLevel(),
                ConfigMark.current(),
                marks.get(LogContext.JOB),
                shipment,
                marks.get(LogContext.STEP),
                text,
                details,
                thrown == null ? null : clean(error(thrown), secrets));
    }

    private static String clean(String text, Secrets secrets) {
        return Printable.line(secrets.hide(text.strip().replaceAll("\\s*\n\\s*", "; ")));
    }

    private static String error(IThrowableProxy thrown) {
        StringBuilder error = new StringBuilder();
        for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
            error.append(error.isEmpty() ? "" : ", caused by ")
                    .append(cause.getClassName())
                    .append(": ")
                    .append(cause.getMessage());
            String at = " at ";
            for (StackTraceElementProxy frame : cause.getStackTraceElementProxyArray()) {
                StackTraceElement element = frame.getStackTraceElement();
                if (at.equals(" at ") || element.getClassName().startsWith(Event.LOGGER)) {
                    error.append(at).append(element);
                    at = " < ";
                }
            }
        }
        return error.toString();
    }

    /** {@code job: text [shipment, step]}; a shipment that the text names is not named again. */
    String told() {
        StringBuilder line = new StringBuilder();
        if (job != null) {
            line.append(job).append(": ");
        }
        line.append(text);
        boolean names = shipment == null || text.contains(shipment);
        if (!names || step != null) {
            line.append(" [")
                    .append(names ? "" : shipment)
                    .append(names || step == null ? "" : ", ")
                    .append(step == null ? "" : step)
                    .append(']');
        }
        return line.toString();
    }

    /** For the log file: with the time, the level, and the exceptions. */
    String fileText() {
        return String.format(
                Locale.ROOT,
                "%s %-5s %s%s",
                LogFile.TIME.format(time),
                level,
                told(),
                error == null ? "" : " (" + error + ")");
    }

    /** One JSON object. */
    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", LogFile.TIME.format(time));
        fields.put("level", level.toString().toLowerCase(Locale.ROOT));
        put(fields, "config", config);
        put(fields, "job", job);
        if (shipment != null) {
            int space = shipment.indexOf(' ');
            fields.put("kind", shipment.substring(0, space));
            fields.put("shipment", shipment.substring(space + 1));
        }
        put(fields, "step", step);
        fields.put("text", text);
        details.forEach(fields::putIfAbsent);
        put(fields, "error", error);
        return Json.line(fields);
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
