package io.dbferry.postgres.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Turns a JSON array of values into lines of COPY text, a value each, without building any of them: only strings
 * and nesting are followed, and PostgreSQL reads the values. Line ends inside a value, which JSON allows between
 * its tokens, stay as they are.
 */
public final class JsonObjects {
    private static final int NONE = -2;

    private final InputStream json;
    private final OutputStream lines;
    private int pushedBack = NONE;

    public JsonObjects(InputStream json, OutputStream lines) {
        this.json = json;
        this.lines = lines;
    }

    /** Text that is not an array of objects. */
    public static final class NotObjectsException extends IOException {
        private static final long serialVersionUID = 1L;

        NotObjectsException(String message) {
            super(message);
        }
    }

    /** Copies all objects and returns how many. */
    public long copy() throws IOException {
        return copy(true);
    }

    /** Copies values of any kind and returns how many. */
    public long copyValues() throws IOException {
        return copy(false);
    }

    private long copy(boolean objectsOnly) throws IOException {
        expect('[', token());
        long values = 0;
        int next = token();
        while (next != ']') {
            if (objectsOnly) {
                expect('{', next);
            }
            copyValue(next);
            values++;
            next = token();
            if (next == ',') {
                next = token();
                if (next == ']') {
                    throw new NotObjectsException(objectsOnly ? "'{' is expected" : "a value is expected");
                }
            } else {
                expect(']', next);
            }
        }
        if (token() >= 0) {
            throw new NotObjectsException("there is something behind the array");
        }
        return values;
    }

    private void copyValue(int first) throws IOException {
        switch (first) {
            case '{', '[' -> copyNested(first);
            case '"' -> {
                lines.write('"');
                copyString();
            }
            default -> copyWord(first);
        }
        lines.write('\n');
    }

    private void copyNested(int first) throws IOException {
        lines.write(first);
        for (int depth = 1; depth > 0; ) {
            int c = next();
            writeEscaped(c);
            if (c == '"') {
                copyString();
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    /** The rest of a string whose first quote is copied. */
    private void copyString() throws IOException {
        boolean escaped = false;
        for (int c = 0; c != '"' || escaped; ) {
            escaped = c == '\\' && !escaped;
            c = next();
            writeEscaped(c);
        }
    }

    /** A number or one of JSON's words. */
    private void copyWord(int first) throws IOException {
        int c = first;
        while (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.') {
            writeEscaped(c);
            c = json.read();
        }
        if (c == first) {
            throw new NotObjectsException("a value is expected");
        }
        pushedBack = c;
    }

    private int next() throws IOException {
        int c = json.read();
        if (c < 0) {
            throw new NotObjectsException("it ends within an object");
        }
        return c;
    }

    private void writeEscaped(int c) throws IOException {
        switch (c) {
            case '\\' -> escape('\\');
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            default -> lines.write(c);
        }
    }

    private void escape(char letter) throws IOException {
        lines.write('\\');
        lines.write(letter);
    }

    private int token() throws IOException {
        int c = pushedBack == NONE ? json.read() : pushedBack;
        pushedBack = NONE;
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = json.read();
        }
        return c;
    }

    private static void expect(char wanted, int found) throws NotObjectsException {
        if (found != wanted) {
            throw new NotObjectsException("'" + wanted + "' is expected");
        }
    }
}
