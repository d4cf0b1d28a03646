package io.dbferry.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Turns a JSON array of objects into lines of COPY text, an object each, without building any of them: only strings
 * and nesting are followed, and PostgreSQL reads the objects. Line ends inside an object, which JSON allows between
 * its tokens, stay as they are.
 */
final class JsonObjects {
    private final InputStream json;
    private final OutputStream lines;

    JsonObjects(InputStream json, OutputStream lines) {
        this.json = json;
        this.lines = lines;
    }

    /** Text that is not an array of objects. */
    static final class NotObjectsException extends IOException {
        private static final long serialVersionUID = 1L;

        NotObjectsException(String message) {
            super(message);
        }
    }

    /** Copies all objects and returns how many. */
    long copy() throws IOException {
        expect('[', token());
        long objects = 0;
        int next = token();
        while (next != ']') {
            expect('{', next);
            copyObject();
            objects++;
            next = token();
            if (next == ',') {
                next = token();
                expect('{', next);
            } else {
                expect(']', next);
            }
        }
        if (token() >= 0) {
            throw new NotObjectsException("there is something behind the array");
        }
        return objects;
    }

    private void copyObject() throws IOException {
        int depth = 1;
        boolean string = false;
        boolean escaped = false;
        lines.write('{');
        while (depth > 0) {
            int c = json.read();
            if (c < 0) {
                throw new NotObjectsException("it ends within an object");
            }
            writeEscaped(c);
            if (escaped) {
                escaped = false;
            } else if (string) {
                escaped = c == '\\';
                string = c != '"';
            } else if (c == '"') {
                string = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        lines.write('\n');
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
        int c = json.read();
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
