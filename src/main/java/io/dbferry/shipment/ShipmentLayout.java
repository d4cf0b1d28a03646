package io.dbferry.shipment;

import io.dbferry.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The names of the files in a shipment. The only class that knows. */
public final class ShipmentLayout {
    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.json.sig";
    public static final String DATABASE = "database.sql.zst";
    public static final String MEDIA_INDEX = "media-index.json.zst";

    /** The manifest of an encrypted shipment that tells what is in it. */
    public static final String ENCRYPTED_MANIFEST = "manifest.json.age";

    private ShipmentLayout() {}

    /** In an encrypted shipment, the file that its encrypted manifest lists as the {@code number}th, counted from 1. */
    public static String encrypted(int number) {
        return String.format(Locale.ROOT, "%04d.age", number);
    }

    /** The changed rows of a table. */
    public static String rows(TableName table) {
        return fileName(table) + ".json.zst";
    }

    /** The keys of a table's deleted rows. */
    public static String deleted(TableName table) {
        return fileName(table) + ".deleted.json.zst";
    }

    /** A pack of media, counted from 1. */
    public static String mediaPack(int number) {
        return String.format(Locale.ROOT, "media-%04d.tar", number);
    }

    /** The table's name with all but ASCII letters, digits, {@code _ - .} percent-encoded, so that any name is a file. */
    private static String fileName(TableName table) {
        StringBuilder name = new StringBuilder();
        for (byte b : table.toString().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0);
            boolean hidden = c == '.' && name.length() == 0;
            name.append(plain && !hidden ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return name.toString();
    }
}
