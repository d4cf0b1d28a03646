package io.dbferry.init;

/** A word as a shell takes it. */
final class ShellWord {
    private ShellWord() {}

    static String of(String word) {
        return word.matches("[A-Za-z0-9_@+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
