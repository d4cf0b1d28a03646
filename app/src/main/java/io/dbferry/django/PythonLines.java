package io.dbferry.django;

import io.dbferry.django.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts a file into statements, as <a href="https://docs.python.org/3/reference/lexical_analysis.html">Python's reference</a>
 * defines logical lines. A text that does not end takes the rest of the file with it.
 */
final class PythonLines {
    private static final Pattern TEXT_START = Pattern.compile("([A-Za-z]{0,2})(\"\"\"|'''|\"|')");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F_]+|[0-9][0-9_]*(\\.[0-9_]*)?([eE][+-]?[0-9]+)?");
    private static final Pattern OPERATOR =
            Pattern.compile("\\*\\*=|//=|\\*\\*|//|[-+*/%|&^@]=|==|!=|<=|>=|:=|->|.", Pattern.DOTALL);

    private final String source;
    private final List<Statement> statements = new ArrayList<>();
    private List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private int depth;
    private boolean indented;

    private PythonLines(String source) {
        this.source = source.replace("\r\n", "\n").replace('\r', '\n');
    }

    static List<Statement> of(String source) {
        PythonLines lines = new PythonLines(source);
        while (lines.at < lines.source.length()) {
            lines.next();
        }
        lines.end();
        return lines.statements;
    }

    private void next() {
        char c = source.charAt(at);
        if (c == '\n') {
            if (depth == 0) {
                end();
            }
            newLine(at++);
        } else if (c == '\\' && at + 1 < source.length() && source.charAt(at + 1) == '\n') {
            at++;
            newLine(at++);
        } else if (c == '#') {
            int end = source.indexOf('\n', at);
            at = end < 0 ? source.length() : end;
        } else if (Character.isWhitespace(c) || c == '\uFEFF') {
            at++;
        } else if (c == ';' && depth == 0) {
            boolean same = indented;
            end();
            indented = same;
            at++;
        } else {
            token();
        }
    }

    private void newLine(int end) {
        line++;
        lineStart = end + 1;
    }

    private void end() {
        if (!tokens.isEmpty()) {
            statements.add(new Statement(indented, tokens));
        }
        tokens = new ArrayList<>();
    }

    private void token() {
        if (tokens.isEmpty() && source.substring(lineStart, at).isBlank()) {
            indented = at > lineStart && source.charAt(lineStart) != '\uFEFF';
        }
        Matcher text = matcher(TEXT_START);
        if (text.lookingAt() && text.group(1).toLowerCase(java.util.Locale.ROOT).matches("|[rbuf]|rb|br|rf|fr")) {
            text(text.group(1).toLowerCase(java.util.Locale.ROOT), text.group(2), text.end());
            return;
        }
        for (Kind kind : new Kind[] {Kind.NAME, Kind.NUMBER, Kind.OPERATOR}) {
            Matcher word = matcher(kind == Kind.NAME ? NAME : kind == Kind.NUMBER ? NUMBER : OPERATOR);
            if (word.lookingAt()) {
                add(kind, word.group());
                at = word.end();
                return;
            }
        }
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(source).region(at, source.length());
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
        if (kind == Kind.OPERATOR) {
            depth += "([{".contains(text) ? 1 : ")]}".contains(text) ? -1 : 0;
            depth = Math.max(depth, 0);
        }
    }

    private void text(String prefix, String quote, int start) {
        int first = line;
        int end = start;
        while (end < source.length() && !source.startsWith(quote, end)) {
            if (source.charAt(end) == '\\') {
                end++;
            }
            if (end < source.length() && source.charAt(end) == '\n') {
                if (quote.length() == 1 && source.charAt(end - 1) != '\\') {
                    break; // it does not end on its line: an error in Python
                }
                newLine(end);
            }
            end++;
        }
        int stop = Math.min(end, source.length());
        String raw = source.substring(start, stop);
        boolean formatted = prefix.contains("f") && raw.contains("{");
        String value = prefix.contains("r") ? raw : Escapes.resolved(raw);
        tokens.add(new Token(formatted ? Kind.FORMATTED : Kind.TEXT, value, first));
        at = source.startsWith(quote, stop) ? stop + quote.length() : stop;
    }
}
