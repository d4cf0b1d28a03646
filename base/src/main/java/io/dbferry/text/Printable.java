package io.dbferry.text;

/**
 * Text that anyone may have written, for a terminal or a log: characters that steer a terminal, or that show other
 * text than is there (control characters, directions of writing, what has no shape), are written as their escapes.
 */
public final class Printable {
    private Printable() {}

    /** For a text that must stay within its line: line ends are escaped too. */
    public static String line(String text) {
        return escape(text, false);
    }

    /** For a text of our own lines, which holds foreign words. */
    public static String lines(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean keepLines) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (isPlain(c) || (keepLines && (c == '\n' || c == '\t'))) {
                printable.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    printable.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
        return printable.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
