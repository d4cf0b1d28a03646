package io.dbferry.init.find;

/** A word as a shell takes it. */
public final class ShellWord {
    private ShellWord() {}

    public static String of(String word) {
        return word.matches("[A-Za-z0-9_@+=:,./%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
