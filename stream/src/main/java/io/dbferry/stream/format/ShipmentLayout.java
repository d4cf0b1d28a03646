package io.dbferry.stream.format;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The names of the files in a shipment. The only class that knows. */
public final class ShipmentLayout {
    public static final String MANIFEST = "manifest.json";

    /** No more of a manifest is read. */
    public static final int MANIFEST_LIMIT = 64 << 20;

    public static final String SIGNATURE = "manifest.json.sig";
    public static final String DATABASE = "database.sql.zst";
    public static final String MEDIA_INDEX = "media-index.json.zst";

    /** The sums of all buckets of all digests of the manifest, in its order. */
    public static final String DIGESTS = "digests.bin";

    /** The manifest of an encrypted shipment that tells what is in it. */
    public static final String ENCRYPTED_MANIFEST = "manifest.json.age";

    private static final String JSON = ".json.zst";

    /** Characters of a table's part of a file name; with the ends that we add it stays below the 255 bytes of file systems. */
    private static final int LONGEST = 200;

    private static final int KEPT_OF_LONGER = 150;

    private static final Pattern CUT_ESCAPE = Pattern.compile("%[0-9A-F]?$");

    private ShipmentLayout() {}

    /** In an encrypted shipment, the file that its encrypted manifest lists as the {@code number}th, counted from 1. */
    public static String encrypted(int number) {
        return String.format(Locale.ROOT, "%04d.age", number);
    }

    /** The changed rows of a table. */
    public static String rows(TableName table) {
        return fileName(table) + JSON;
    }

    /** The changed rows of a table that Django's {@code loaddata} would refuse or misread. */
    public static String rawRows(TableName table) {
        return fileName(table) + "-raw" + JSON;
    }

    /** The keys of a table's deleted rows. */
    public static String deleted(TableName table) {
        return fileName(table) + "-deleted" + JSON;
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
     * The table's part of a file name, which no other table has: schema and name, with a dot between them, or the name
     * alone of a table in the schema public. All but ASCII letters, digits and {@code _} is percent-encoded, so that the
     * dot can be nothing else, and a dash nothing but the beginning of what we add. A name that would be too long for
     * a file is cut, and told apart by a hash.
     */
    private static String fileName(TableName table) {
        String name = (table.schema().equals("public") ? "" : encoded(table.schema()) + ".") + encoded(table.name());
        return name.length() <= LONGEST
                ? name
                : CUT_ESCAPE.matcher(name.substring(0, KEPT_OF_LONGER)).replaceFirst("") + "-x" + hash(name);
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_');
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }

    /** 128 bits of SHA-256: no two names that anybody can find share them. */
    private static String hash(String name) {
        return Hashing.hex(Hashing.sha256().digest(name.getBytes(StandardCharsets.US_ASCII)))
                .substring(0, 32);
    }
}
