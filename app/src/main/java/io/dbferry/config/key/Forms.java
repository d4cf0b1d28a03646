package io.dbferry.config.key;

import io.dbferry.config.DepotLocation;
import io.dbferry.config.Name;
import io.dbferry.config.node.Value;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.DepotText;
import io.dbferry.config.text.FileNames;
import io.dbferry.config.text.Units;
import io.dbferry.config.time.CronExpression;
import io.dbferry.stream.age.AgeRecipients;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** The forms that values have. A cause follows the key's name: {@code must be text or json, not 'xml'}. */
final class Forms {
    private static final int MOST_LOG_DAYS = 3650;
    private static final long LEAST_LOG_BYTES = 64 << 10;
    private static final long LEAST_BANDWIDTH = 64 << 10;
    private static final Duration MOST_JITTER = Duration.ofHours(1);
    private static final String DURATION_PATTERN = "^[0-9]+[smhd]$";
    private static final String SIZE_PATTERN = "^[0-9]+([KMGT]B)?$";

    static final Form<String> TEXT = Form.text("text", "", (text, context) -> text);
    static final Form<Path> PATH = Form.text("path", "", (text, context) -> context.path(text));
    static final Form<Path> MEDIA_FOLDER = Form.text("path", "", (text, context) -> {
        FileNames.requireUtf8();
        return context.path(text);
    });
    static final Form<Duration> DURATION =
            Form.text("duration", DURATION_PATTERN, (text, context) -> Units.duration(text));
    static final Form<Duration> TIMEOUT = Form.text("duration", DURATION_PATTERN, (text, context) -> timeout(text));
    static final Form<Long> SIZE = Form.text("size", SIZE_PATTERN, (text, context) -> Units.bytes(text));
    static final Form<Long> BANDWIDTH =
            Form.text("size per second", "^[0-9]+([KMGT]B)?/s$", (text, context) -> bandwidth(text));
    static final Form<Duration> MINUTES = Form.text("minutes", "^[0-9]+$", (text, context) -> Units.minutes(text));
    static final Form<String> NAME = Form.text("name", "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}$", (t, c) -> name(t));
    static final Form<String> HOST = Form.text("host", "^[A-Za-z0-9][A-Za-z0-9.-]*$", (text, context) -> host(text));
    static final Form<String> SERVERS =
            Form.text("servers", "^[^ ,]+:[0-9]{1,5}(,[^ ,]+:[0-9]{1,5})*$", (t, c) -> servers(t));
    static final Form<Integer> PORT = Form.text("port", "^[0-9]{1,5}$", (text, context) -> port(text));
    static final Form<Integer> COUNT = Form.text("count", "^[0-9]{1,9}$", (text, context) -> count(text, 1));
    static final Form<Integer> COUNT_OR_NONE = Form.text("count", "^[0-9]{1,9}$", (text, context) -> count(text, 0));
    static final Form<DepotLocation> DEPOT = Form.text("SFTP address, s3:// address or path", "", DepotText::parse);
    static final Form<String> DATABASE_URL =
            Form.text("database address", "^postgres(ql)?://", (text, context) -> databaseUrl(text));
    static final Form<List<String>> TEXTS = Form.list(TEXT);
    static final Form<ZoneId> TIME_ZONE = Form.text("time zone", "", (text, context) -> timeZone(text));
    static final Form<Duration> JITTER = Form.text("duration", DURATION_PATTERN, (text, context) -> jitter(text));
    static final Form<Integer> DAYS = Form.text("whole days", DURATION_PATTERN, (text, context) -> days(text));
    static final Form<Long> LOG_SIZE = Form.text("size", SIZE_PATTERN, (text, context) -> logSize(text));
    static final Form<String> ADDRESS = Form.text("mail address", "", (text, context) -> address(text));
    static final Form<URI> URL = Form.text("web address", "^https?://", (text, context) -> url(text));
    static final Form<URI> ENDPOINT = Form.text("web address", "^https?://", (text, context) -> endpoint(text));
    static final Form<String> REGION =
            Form.text("region", "^[A-Za-z0-9][A-Za-z0-9-]{0,62}$", (text, context) -> region(text));
    static final Form<String> GLOB = Form.text("glob", "", (text, context) -> glob(text));
    static final Form<String> COLUMN =
            Form.text("Table.column", "^[^.]+(\\.[^.]+){1,2}$", (text, context) -> column(text));
    static final Form<String> SLOT = Form.text("slot name", "^[a-z0-9_]{1,63}$", (text, context) -> slot(text));
    static final Form<String> RECIPIENT = Form.text("age recipient", "^age1", (text, context) -> recipient(text));

    /** Times of a schedule, or never. */
    static final Form<Optional<CronExpression>> TIMES =
            orWord(Form.text("times", "", (text, context) -> times(text)), "never");

    /** A program and its arguments. A single text is refused: no shell takes it apart. */
    static final Form<List<String>> COMMAND = new Form<>(
            "list of text",
            Form.schema("type", "array", "items", TEXT.schema(), "minItems", 1),
            value -> value.isText()
                    ? value.bad("must be a list, the program and its arguments: [python, manage.py, transform]")
                    : Form.someOf(TEXT, "names no program").reader().read(value));

    /** Table: [columns], in the file's order. */
    static final Form<Map<String, List<String>>> COLUMNS_BY_TABLE = new Form<>(
            "map of lists",
            Form.schema("type", "object", "additionalProperties", TEXTS.schema()),
            value -> value.section().map(tables -> {
                Map<String, List<String>> columns = new LinkedHashMap<>();
                tables.values()
                        .forEach((table, list) ->
                                TEXTS.reader().read(list).ifPresent(names -> columns.put(table, names)));
                return columns;
            }));

    /** The sender's table: the one here, in the file's order. */
    static final Form<Map<String, String>> TABLE_MAP = new Form<>(
            "map of tables",
            Form.schema("type", "object", "additionalProperties", TEXT.schema()),
            value -> value.section().map(section -> {
                Map<String, String> tables = new LinkedHashMap<>();
                section.values().forEach((there, text) -> TEXT.reader()
                        .read(text)
                        .flatMap(here -> mapped(there, here, tables, text))
                        .ifPresent(here -> tables.put(there, here)));
                return tables;
            }));

    private Forms() {}

    private static Optional<String> mapped(String there, String here, Map<String, String> before, Value text) {
        boolean schema = there.matches("[^.*]+\\.\\*") && here.matches("[^.*]+\\.\\*");
        boolean table = there.matches("[^.*]+(\\.[^.*]+)?") && here.matches("[^.*]+(\\.[^.*]+)?");
        if (!schema && !table) {
            return text.bad("must be 'schema.*: schema.*' or 'table: table', not '" + there + ": " + here + "'");
        }
        return before.containsValue(here) ? text.bad("'" + here + "' is there twice") : Optional.of(here);
    }

    /** One of two words. */
    static <T> Form<T> either(String word, T value, String other, T otherValue) {
        Map<String, T> words = new LinkedHashMap<>();
        words.put(word, value);
        words.put(other, otherValue);
        return Form.words(words);
    }

    /** The names of an enum's values, in lower case. */
    static <E extends Enum<E>> Form<E> names(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : type.getEnumConstants()) {
            words.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return Form.words(words);
    }

    /** A form, or a word in its place that stands for nothing. */
    static <T> Form<Optional<T>> orWord(Form<T> form, String word) {
        return new Form<>(
                form.name() + " or " + word,
                Form.schema("anyOf", List.of(Form.schema("const", word), form.schema())),
                value -> value.isText(word)
                        ? Optional.of(Optional.empty())
                        : form.reader().read(value).map(Optional::of));
    }

    /** A key that is known for what it must not hold. */
    static Form<String> refused(String cause) {
        return new Form<>("", Map.of("not", Map.of()), value -> value.bad(cause));
    }

    /** The name of a stream or of a receiver. */
    private static String name(String text) throws BadValue {
        if (!Name.isName(text)) {
            throw new BadValue("'" + text + "' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-',"
                    + " the first of them not '.'");
        }
        return text;
    }

    private static String host(String text) throws BadValue {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
            throw new BadValue("'" + text + "' is not a host's name or address, without a port");
        }
        return text;
    }

    private static String servers(String text) throws BadValue {
        for (String server : text.split(",", -1)) {
            if (!server.matches("([A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9a-fA-F:]+]):[0-9]{1,5}")) {
                throw new BadValue("'" + server + "' is not a server as host:port; put commas between several");
            }
        }
        return text;
    }

    private static int port(String text) throws BadValue {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new BadValue("'" + text + "' is not a port from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static int count(String text, int least) throws BadValue {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
            throw new BadValue("'" + text + "' is not a whole number of at least " + least);
        }
        return Integer.parseInt(text);
    }

    /** Which parameters it may have is the affair of whoever connects. */
    private static String databaseUrl(String text) throws BadValue {
        if (text.matches("(?s)[a-z]+://[^/?@\\[]*:(?![0-9]*([/?]|$))[^@]*@.*")
                || text.matches("(?s).*\\bpassword *=.*")) {
            throw new BadValue("holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file");
        }
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            throw new BadValue("does not start with 'postgresql://'; write postgresql://user@host:5432/database");
        }
        return text;
    }

    private static CronExpression times(String text) throws BadValue {
        try {
            return CronExpression.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadValue(String.valueOf(e.getMessage()));
        }
    }

    private static ZoneId timeZone(String text) throws BadValue {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new BadValue("'" + text + "' is not a time zone such as America/Santiago or UTC");
        }
    }

    private static Duration jitter(String text) throws BadValue {
        Duration jitter = Units.duration(text);
        if (jitter.compareTo(MOST_JITTER) > 0) {
            throw new BadValue("'" + text + "' is longer than 1h");
        }
        return jitter;
    }

    private static Duration timeout(String text) throws BadValue {
        Duration timeout = Units.duration(text);
        if (timeout.isZero()) {
            throw new BadValue("'" + text + "' leaves no time");
        }
        return timeout;
    }

    private static int days(String text) throws BadValue {
        Duration keep = Units.duration(text);
        if (keep.isZero() || keep.toSecondsPart() + keep.toMinutesPart() + keep.toHoursPart() > 0) {
            throw new BadValue("'" + text + "' is not whole days, such as 14d");
        }
        return (int) Math.min(keep.toDays(), MOST_LOG_DAYS);
    }

    private static long logSize(String text) throws BadValue {
        long size = Units.bytes(text);
        if (size < LEAST_LOG_BYTES) {
            throw new BadValue("'" + text + "' is less than 64KB");
        }
        return size;
    }

    private static long bandwidth(String text) throws BadValue {
        if (!text.endsWith("/s")) {
            throw new BadValue("'" + text + "' is not a size per second such as 20MB/s");
        }
        long bandwidth = Units.bytes(text.substring(0, text.length() - "/s".length()));
        if (bandwidth < LEAST_BANDWIDTH) {
            throw new BadValue("'" + text + "' is less than 64KB/s");
        }
        return bandwidth;
    }

    static Duration silence(String text) throws BadValue {
        Duration silence = Units.duration(text);
        if (silence.isZero()) {
            throw new BadValue("must be longer than 0; never disables the alarm");
        }
        return silence;
    }

    private static String address(String text) throws BadValue {
        try {
            new InternetAddress(text, true).validate();
            return text;
        } catch (AddressException e) {
            throw new BadValue("'" + text + "' is not a mail address such as ops@example.org");
        }
    }

    /** The text is not repeated, as it may be a secret. */
    private static URI url(String text) throws BadValue {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new BadValue("is not a web address: " + e.getReason());
        }
        throw new BadValue("is not a web address such as https://example.org/path, without user or password");
    }

    private static URI endpoint(String text) throws BadValue {
        if (!text.matches("https?://(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/?")) {
            throw new BadValue("is not the address of a server, such as https://objects.example.org:9000");
        }
        return URI.create(text);
    }

    private static String region(String text) throws BadValue {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}")) {
            throw new BadValue("'" + text + "' is not a region, such as eu-central-1");
        }
        return text;
    }

    private static String glob(String text) throws BadValue {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + text);
            return text;
        } catch (PatternSyntaxException e) {
            throw new BadValue("'" + text + "' is not a glob");
        }
    }

    private static String column(String text) throws BadValue {
        if (!text.matches("[^.]+(\\.[^.]+){1,2}")) {
            throw new BadValue("'" + text + "' is neither Table.column nor schema.Table.column");
        }
        return text;
    }

    private static String slot(String text) throws BadValue {
        if (!text.matches("[a-z0-9_]{1,63}")) {
            throw new BadValue("'" + text + "' is not 1 to 63 of a-z 0-9 _, the letters of a slot's name");
        }
        return text;
    }

    private static String recipient(String text) throws BadValue {
        if (AgeRecipients.isSecret(text)) {
            throw new BadValue(
                    "is a secret key, which belongs on the receiver alone; age-keygen -y prints its recipient");
        }
        if (!AgeRecipients.isRecipient(text)) {
            throw new BadValue("'" + text + "' is not an age recipient: age1…, as age-keygen -y prints it");
        }
        return text;
    }
}
