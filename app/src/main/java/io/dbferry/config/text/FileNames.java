package io.dbferry.config.text;

/**
 * The encoding in which this process can name files. Java takes it from the locale as it starts; where that is not UTF-8, or is not
 * installed, a file whose name is not ASCII cannot even be looked for, and a row that names it would travel without it.
 */
public final class FileNames {
    private FileNames() {}

    /** @throws BadValue if there are files that this process cannot name */
    public static void requireUtf8() throws BadValue {
        requireUtf8(System.getProperty("sun.jnu.encoding", ""));
    }

    static void requireUtf8(String encoding) throws BadValue {
        if (!encoding.equalsIgnoreCase("UTF-8")) {
            throw new BadValue("this process can name files in " + encoding
                    + " only, as its locale says or because that is not installed; start it with LC_ALL=C.UTF-8");
        }
    }
}
