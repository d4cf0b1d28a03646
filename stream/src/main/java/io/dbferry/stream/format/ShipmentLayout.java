package io.dbferry.stream.format;

import io.dbferry.postgres.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The names of the files in a shipment. The only class that knows. */
public final class ShipmentLayout {
    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.json.sig";
    public static final String DATABASE = "database.sql.zst";
    public static final String MEDIA_INDEX = "media-index.json.zst";

    /** The manifest of an encrypted shipment that tells what is in it. */
    public static final String ENCRYPTED_MANIFEST = "manifest.json.age";

    private static final String JSON = ".json.zst";

    /** The end of a name that looks like the number of a part. */
    private static final Pattern NUMBER = Pattern.compile("-(?=[0-9]{4,}$)");

    private ShipmentLayout() {}

    /** In an encrypted shipment, the file that its encrypted manifest lists as the {@code number}th, counted from 1. */
    public static String encrypted(int number) {
        return String.format(Locale.ROOT, "%04d.age", number);
    }

    /** The changed rows of a table. */
    public static String rows(TableName table) {
        return fileName(table) + JSON;
    }

    /** The keys of a table's deleted rows. */
    public static String deleted(TableName table) {
        return fileName(table) + ".deleted" + JSON;
    }

    /**
     * One of the files that what would be too large for one is split into.
     *
     * @param first the name of the first, which has no number
     * @param number counted from 1
     */
    public static String part(String first, int number) {
        return number == 1
                ? first
                : first.substring(0, first.length() - JSON.length())
                        + String.format(Locale.ROOT, "-%04d", number)
                        + JSON;
    }

    /** A pack of media, counted from 1. */
    public static String mediaPack(int number) {
        return String.format(Locale.ROOT, "media-%04d.tar", number);
    }

    /**
     * The table's name with all but ASCII letters, digits, {@code _ - .} percent-encoded, so that any name is a
     * file; so is a dash before digits at the end, which would make it a part of another table.
     */
    private static String fileName(TableName table) {
        StringBuilder name = new StringBuilder();
        for (byte b : table.toString().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0);
            boolean hidden = c == '.' && name.length() == 0;
            name.append(plain && !hidden ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return NUMBER.matcher(name).replaceFirst("%2D");
    }
}
