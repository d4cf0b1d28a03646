package io.dbferry.page;

import io.dbferry.text.Printable;
import java.util.ArrayDeque;
import java.util.Deque;

/** Well-formed HTML, written from its beginning to its end. All text and all values of attributes are escaped. */
final class Html {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values, in turn */
    Html begin(String tag, String... attributes) {
        tag(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    Html end() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** The same, with a line end: for what stands on lines of its own. */
    Html endLine() {
        end();
        text.append('\n');
        return this;
    }

    /** An element that has no content. */
    Html empty(String tag, String... attributes) {
        tag(tag, attributes).append("/>");
        return this;
    }

    Html element(String tag, String content, String... attributes) {
        return begin(tag, attributes).say(content).end();
    }

    Html say(String content) {
        text.append(escape(content));
        return this;
    }

    private StringBuilder tag(String tag, String... attributes) {
        text.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
        return text;
    }

    /** For a style sheet of our own, which has no character that HTML would take for its own. */
    Html style(String sheet) {
        text.append("<style>").append(sheet).append("</style>\n");
        return this;
    }

    static String escape(String content) {
        StringBuilder escaped = new StringBuilder(content.length() + 16);
        for (char c : Printable.lines(content).toCharArray()) {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not ended: " + open);
        }
        return text.toString();
    }
}
