package io.dbferry.receiver.postprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the statements of an SQL file that begin or end a transaction, without executing it. It reads tokens as
 * PostgreSQL does with {@code standard_conforming_strings} on, and finds the end of a statement as psql does (<a
 * href="https://github.com/postgres/postgres/blob/REL_18_STABLE/src/fe_utils/psqlscan.l">psqlscan.l</a>): bodies of
 * {@code BEGIN ATOMIC} included.
 */
final class SqlScript {
    private static final Set<String> CONTROL = Set.of("BEGIN", "START", "COMMIT", "END", "ABORT");

    /** What precedes the body of a function: psql looks at the first four words of a statement. */
    private static final Pattern ROUTINE = Pattern.compile("CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\\b.*");

    private static final int WORDS = 4;

    /** A token, or one character that is none of them. Block comments nest, so that only their start is here. */
    private static final Pattern TOKEN = Pattern.compile(
            "--[^\n]*|/\\*"
                    + "|[eE]'(?:[^'\\\\]|\\\\.|'')*+'?"
                    + "|'(?:[^']|'')*+'?|\"(?:[^\"]|\"\")*+\"?"
                    + "|\\$(?<tag>(?:[\\p{L}_][\\p{L}\\p{N}_]*)?)\\$(?s:.*?)(?:\\$\\k<tag>\\$|\\z)"
                    + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)|(?<rest>.)",
            Pattern.DOTALL);

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int start;
    private int parentheses;
    private int blocks;

    private SqlScript(String text) {
        this.text = text;
    }

    /** A statement that begins or ends a transaction, and the line on which it starts. */
    record Control(String statement, int line) {}

    /** The first such statement of the file. */
    static Optional<Control> transactionControl(String text) {
        return new SqlScript(text).scan();
    }

    private Optional<Control> scan() {
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length() && token.find(at)) {
            at = token.end();
            if (token.group().equals("/*")) {
                at = endOfComment(at);
            } else if (token.group("word") != null) {
                word(token.group("word").toUpperCase(Locale.ROOT), token.start());
            } else if (token.group("rest") != null && rest(token.group("rest").charAt(0))) {
                Optional<Control> control = control();
                if (control.isPresent()) {
                    return control;
                }
                words.clear();
            }
        }
        return control();
    }

    private void word(String word, int at) {
        if (words.isEmpty()) {
            start = at;
        }
        if (words.size() < WORDS) {
            words.add(word);
        }
        if (parentheses > 0 || !ROUTINE.matcher(String.join(" ", words)).matches()) {
            return;
        }
        if (word.equals("BEGIN") || (word.equals("CASE") && blocks > 0)) {
            blocks++;
        } else if (word.equals("END") && blocks > 0) {
            blocks--;
        }
    }

    /** Whether the character ends the statement. */
    private boolean rest(char c) {
        if (c == '(') {
            parentheses++;
        } else if (c == ')' && parentheses > 0) {
            parentheses--;
        }
        return c == ';' && parentheses == 0 && blocks == 0;
    }

    private Optional<Control> control() {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String first = words.get(0);
        String second = words.size() > 1 ? words.get(1) : "";
        boolean savepoint = words.contains("TO");
        boolean control = CONTROL.contains(first)
                || (first.equals("ROLLBACK") && !savepoint)
                || (first.equals("PREPARE") && second.equals("TRANSACTION"));
        int line = 1
                + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        return control
                ? Optional.of(new Control(first.equals("PREPARE") ? first + " " + second : first, line))
                : Optional.empty();
    }

    private int endOfComment(int from) {
        int depth = 1;
        int at = from;
        while (at < text.length() && depth > 0) {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        }
        return at;
    }
}
