package io.dbferry.logging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.dbferry.stream.format.Sequence;
import io.dbferry.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The lines of a log, also of its rotated files, that concern one shipment. */
public final class ShipmentLines {
    private static final Pattern TEXT = Pattern.compile("(\\S+) +([A-Z]+) +(.*)");

    private final Pattern names;
    private final Sequence sequence;

    private ShipmentLines(Sequence sequence) {
        this.sequence = sequence;
        this.names = Pattern.compile("\\b(complete |partial |shipment |\\d{8}T\\d{6}Z-)" + sequence + "\\b");
    }

    /** A line; {@code text} with the job, the shipment and the step. */
    public record Line(Instant time, Level level, String text) {}

    /** In the order of time; none if there is no file. */
    public static List<Line> read(Path file, Sequence sequence) throws IOException {
        List<Line> found = new ArrayList<>();
        for (Path one : RotatedFiles.of(file)) {
            try {
                new ShipmentLines(sequence).read(one, found);
            } catch (NoSuchFileException e) {
                continue; // rotated meanwhile
            }
        }
        found.sort(java.util.Comparator.comparing(Line::time));
        return found;
    }

    private void read(Path file, List<Line> found) throws IOException {
        // What a crash has cut in the middle of a character is no reason to stop.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                if (text.contains(sequence.toString())) {
                    Line line = text.startsWith("{") ? json(text) : plain(text);
                    if (line != null) {
                        found.add(line);
                    }
                }
            }
        }
    }

    private @Nullable Line plain(String text) {
        Matcher line = TEXT.matcher(text);
        if (!names.matcher(text).find() || !line.matches()) {
            return null;
        }
        return line(line.group(1), line.group(2), line.group(3));
    }

    private @Nullable Line json(String text) throws IOException {
        try {
            JsonNode fields = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            String told = fields.path("text").asText();
            String shipment =
                    fields.path("kind").asText() + " " + fields.path("shipment").asText();
            if (!names.matcher(told).find() && !names.matcher(shipment).find()) {
                return null;
            }
            String job = fields.path("job").asText();
            String step = fields.path("step").asText();
            return line(
                    fields.path("time").asText(),
                    fields.path("level").asText(),
                    (job.isEmpty() ? "" : job + ": ") + told + (step.isEmpty() ? "" : " [" + step + "]"));
        } catch (JsonProcessingException e) {
            return null; // cut by a crash
        }
    }

    private static @Nullable Line line(String time, String level, String text) {
        try {
            return new Line(Instant.parse(time), Level.valueOf(level.toUpperCase(Locale.ROOT)), text);
        } catch (DateTimeException | IllegalArgumentException e) {
            return null; // of an older version, or another program
        }
    }
}
