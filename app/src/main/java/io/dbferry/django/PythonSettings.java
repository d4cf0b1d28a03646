package io.dbferry.django;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.dbferry.django.PythonValue.Dict;
import io.dbferry.django.PythonValue.None;
import io.dbferry.django.PythonValue.Other;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Unread;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The names that a settings file sets at its top level. What a block sets, such as one after {@code if}, is not certain. */
public final class PythonSettings {
    /** Far above any settings file; what is larger is none. */
    private static final long MOST_BYTES = 4 << 20;

    private final Map<String, PythonValue> values;
    private final List<StarImport> elsewhere;

    private PythonSettings(Map<String, PythonValue> values, List<StarImport> elsewhere) {
        this.values = values;
        this.elsewhere = elsewhere;
    }

    /** Reads a file as data by Python's own parser, never executing it. */
    public static PythonSettings read(Path file) throws IOException {
        return read(file, new Python("python3"));
    }

    static PythonSettings read(Path file, Python python) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.size(absolute) > MOST_BYTES) {
            throw new IOException("it is larger than a settings file");
        }
        JsonNode result = Json.read(python.run(script(), absolute.toString()), JsonNode.class);
        if (result.has("error")) {
            throw new IOException(result.path("error").asText());
        }
        List<StarImport> elsewhere = new ArrayList<>();
        result.path("elsewhere")
                .forEach(one -> elsewhere.add(new StarImport(
                        one.path("line").asInt(), one.path("module").asText())));
        return new PythonSettings(entries(result.path("values")), elsewhere);
    }

    private static String script() throws IOException {
        try (InputStream script = PythonSettings.class.getResourceAsStream("read_settings.py")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        }
    }

    private static Map<String, PythonValue> entries(JsonNode pairs) {
        Map<String, PythonValue> entries = new LinkedHashMap<>();
        pairs.forEach(pair -> entries.put(pair.path(0).asText(), value(pair.path(1))));
        return entries;
    }

    private static PythonValue value(JsonNode json) {
        if (json.has("text")) {
            return new Text(json.path("text").asText());
        }
        if (json.has("dict")) {
            return new Dict(entries(json.path("dict")));
        }
        if (json.has("list")) {
            List<PythonValue> items = new ArrayList<>();
            json.path("list").forEach(one -> items.add(value(one)));
            return new PythonValue.Items(items);
        }
        if (json.has("truth")) {
            return new PythonValue.Truth(json.path("truth").asBoolean());
        }
        if (json.has("unread")) {
            return new Unread(json.path("line").asInt(), json.path("unread").asText());
        }
        return json.has("none") ? new None() : new Other();
    }

    /** What a name is set to; empty if the file does not set it. */
    public Optional<PythonValue> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** Lines that bring in settings from elsewhere, such as {@code from local_settings import *}. */
    public List<StarImport> elsewhere() {
        return List.copyOf(elsewhere);
    }
}
