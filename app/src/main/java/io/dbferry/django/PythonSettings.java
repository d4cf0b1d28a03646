package io.dbferry.django;

import io.dbferry.django.PythonValue.Dict;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Unread;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that a settings file sets at its top level. What a block sets, such as one after {@code if}, is not certain. */
public final class PythonSettings {
    /** Far above any settings file; what is larger is none. */
    private static final long MOST_BYTES = 4 << 20;

    private static final Set<String> NO_ASSIGNMENT =
            Set.of("if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class", "del");

    private final Map<String, PythonValue> values = new LinkedHashMap<>();
    private final List<Unread> unread = new ArrayList<>();
    private final KnownCalls calls;

    private PythonSettings(Path file) {
        this.calls = new KnownCalls(Optional.ofNullable(file.getParent()).orElse(file));
        values.put("__file__", new Text(file.toString()));
    }

    /** Reads a file as data, never executing it. */
    public static PythonSettings read(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.size(absolute) > MOST_BYTES) {
            throw new IOException("it is larger than a settings file");
        }
        PythonSettings settings = new PythonSettings(absolute);
        for (Statement statement : PythonLines.of(text(absolute))) {
            settings.read(statement);
        }
        return settings;
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        }
    }

    /** What a name is set to; empty if the file does not set it. */
    public Optional<PythonValue> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** Lines that bring in settings from elsewhere, such as {@code from local_settings import *}. */
    public List<Unread> elsewhere() {
        return List.copyOf(unread);
    }

    private void read(Statement statement) {
        List<Token> tokens = statement.tokens();
        Token first = tokens.get(0);
        if (first.kind() != Token.Kind.NAME || NO_ASSIGNMENT.contains(first.text())) {
            return;
        }
        if (first.isName("from") || first.isName("import")) {
            imports(tokens);
            return;
        }
        int equals = assignment(tokens);
        if (equals < 0) {
            return;
        }
        Token sign = tokens.get(equals);
        PythonValue value = statement.indented()
                ? new Unread(first.line(), "is set in a block, so it depends on a condition")
                : new Expression(valueOf(tokens, equals), values, calls).read();
        if (sign.is("+=")) {
            value = calls.computed(values.getOrDefault(first.text(), new Text("")), "+", value, first.line());
        } else if (!sign.is("=")) {
            value = new Unread(first.line(), "is computed with '" + sign.text() + "'");
        }
        for (List<Token> target : targets(tokens, equals)) {
            assign(target, value);
        }
    }

    private void imports(List<Token> tokens) {
        int word = 0;
        while (word < tokens.size() && !tokens.get(word).isName("import")) {
            word++;
        }
        StringBuilder module = new StringBuilder();
        tokens.subList(1, Math.max(1, word)).forEach(token -> module.append(token.text()));
        for (Token token : tokens.subList(Math.min(word + 1, tokens.size()), tokens.size())) {
            if (token.is("*")) {
                unread.add(new Unread(token.line(), "settings of '" + module + "'"));
            } else if (token.kind() == Token.Kind.NAME && tokens.get(0).isName("from")) {
                values.put(token.text(), new Unread(token.line(), "is imported from '" + module + "'"));
            }
        }
        values.keySet().removeAll(Set.of("os", "path", "join", "dirname", "abspath", "Path"));
    }

    /** Where the first sign of assignment stands outside all brackets; negative without one. */
    private static int assignment(List<Token> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() != Token.Kind.OPERATOR) {
                continue;
            }
            depth += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            if (depth == 0
                    && token.text().endsWith("=")
                    && !Set.of("==", "!=", "<=", ">=").contains(token.text())) {
                return i;
            }
        }
        return -1;
    }

    /** The value of {@code A = B = value}. */
    private static List<Token> valueOf(List<Token> tokens, int equals) {
        List<Token> rest = tokens.subList(equals + 1, tokens.size());
        int next = assignment(rest);
        return next < 0 ? rest : valueOf(rest, next);
    }

    private static List<List<Token>> targets(List<Token> tokens, int equals) {
        List<List<Token>> targets = new ArrayList<>(List.of(tokens.subList(0, equals)));
        List<Token> rest = tokens.subList(equals + 1, tokens.size());
        int next = assignment(rest);
        if (next >= 0) {
            targets.addAll(targets(rest, next));
        }
        return targets;
    }

    private void assign(List<Token> target, PythonValue value) {
        if (target.isEmpty() || target.get(0).kind() != Token.Kind.NAME) {
            return; // no name that a setting could have
        }
        String name = target.get(0).text();
        if (target.size() == 1 || target.get(1).is(":")) {
            values.put(name, value);
        } else if (target.get(1).is("[")) {
            values.computeIfPresent(name, (n, old) -> withElement(old, target.subList(1, target.size()), value));
        }
    }

    /** A dict with the element {@code ['a']['b']} set. */
    private static PythonValue withElement(PythonValue old, List<Token> path, PythonValue value) {
        boolean oneKey = path.size() >= 3 && path.get(0).is("[") && path.get(2).is("]");
        if (!(old instanceof Dict dict) || !oneKey || path.get(1).kind() != Token.Kind.TEXT) {
            return old;
        }
        String key = path.get(1).text();
        List<Token> rest = path.subList(3, path.size());
        PythonValue inner = dict.entries().getOrDefault(key, new Dict(Map.of()));
        Map<String, PythonValue> entries = new LinkedHashMap<>(dict.entries());
        entries.put(key, rest.isEmpty() ? value : withElement(inner, rest, value));
        return new Dict(entries);
    }
}
