package io.dbferry.journeys;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A policy by chance for the tables of {@link #TABLES}, and what it leaves of their rows, computed by other means. */
final class RandomPolicy {
    static final String SECRET = "SECRET";
    static final String KEY = "0123456789abcdef0123456789abcdef";
    static final String TABLES = """
            CREATE TABLE person (id bigint PRIMARY KEY, name text UNIQUE, mail text, phone varchar(60), code uuid,
              bytes bytea, n int, open boolean, at timestamptz DEFAULT now());
            CREATE TABLE visit (id int PRIMARY KEY, person bigint REFERENCES person ON DELETE CASCADE, note text, open boolean,
              at timestamptz DEFAULT now());
            CREATE TABLE tag (name varchar(50) PRIMARY KEY, note text, at timestamptz DEFAULT now());
            CREATE TABLE tagged (tag varchar(50) REFERENCES tag ON DELETE CASCADE, id int, note text, open boolean,
              at timestamptz DEFAULT now(), PRIMARY KEY (tag, id));
            CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node ON DELETE CASCADE, note text, open boolean,
              at timestamptz DEFAULT now())""";

    private static final String SAMPLE = "sample 60% by id";
    /** As PostgreSQL itself chooses partitions by hash. */
    private static final String SAMPLED = "(hashtextextended(id::text COLLATE \"C\", 0) & 1048575) < 1048576 * 0.6";

    private static final String WITH_TIES = """
            WITH RECURSIVE grown AS (SELECT * FROM node WHERE parent IS NULL AND %s
              UNION ALL SELECT n.* FROM (SELECT * FROM node WHERE %s) n JOIN grown ON n.parent = grown.id) """;

    /** What COPY and JSON write in other ways than as it is, and what none of them do. */
    private static final List<String> ODD = List.of("", "\\t", "\\\\", "\\n", "é", "\\u2028", "\"", "\\\\N", "");

    private static final String ODD_CLASS = "\\t\\n\\\\é\\u2028\"";

    private final Random random;
    private final Map<String, Map<String, String>> rules = new TreeMap<>();
    private final Map<String, String> rows = new TreeMap<>();

    RandomPolicy(Random random) {
        this.random = random;
        choose();
    }

    private void choose() {
        String id = one("keep", "hash");
        String tag = one("keep", "hash");
        rule("person", "id", id);
        rule("person", "name", one("keep", "hash", "omit"));
        rule("person", "mail", text());
        rule("person", "phone", one("keep", "hash", "omit", "null", "mask phone"));
        rule("person", "code", one("keep", "hash", "omit", "null"));
        rule("person", "bytes", one("keep", "hash", "omit", "null"));
        rule("person", "n", one("keep", "omit", "null", "constant 7", "expression n / 10"));
        rule("visit", "person", one(id, id, id, "omit", "null"));
        rule("visit", "note", text());
        rule("tag", "name", tag);
        rule("tag", "note", text());
        rule("tagged", "tag", tag);
        rule("tagged", "note", text());
        rule("node", "id", "keep");
        rule("node", "parent", one("keep", "keep", "null"));
        rule("node", "note", text());
        if (random.nextBoolean()) {
            rows.put("person", one("open", SAMPLE, SAMPLE + " where open"));
        }
        if (random.nextBoolean()) {
            rows.put("node", one("open", SAMPLE));
        }
        if (random.nextBoolean()) {
            rows.put("visit", "open");
        }
        if (tag.equals("hash") && random.nextBoolean()) {
            rows.put("tagged", "open");
        }
    }

    private String text() {
        return one(
                "keep", "keep", "hash", "omit", "null", "constant it''s", "mask email", "expression left(" + "@, 2)");
    }

    String one(String... words) {
        return words[random.nextInt(words.length)];
    }

    private void rule(String table, String column, String rule) {
        rules.computeIfAbsent(table, t -> new TreeMap<>()).put(column, rule.replace("@", column));
    }

    /**
     * The part of a sender's config.
     *
     * @param key the file with the secret
     */
    String config(Path key) {
        String columns = rules.entrySet().stream()
                .map(table -> "    " + table.getKey() + ":\n"
                        + table.getValue().entrySet().stream()
                                .map(rule -> "      " + rule.getKey() + ": '"
                                        + rule.getValue().replace("'", "''") + "'\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
        return "policy:\n  key-file: " + key + "\n  columns:\n" + columns
                + (rows.isEmpty() ? "" : "  rows: " + rows.toString().replace("=", ": ") + "\n");
    }

    /** The tables. */
    List<String> tables() {
        return List.copyOf(rules.keySet());
    }

    /** A query of what a receiver has of the table, one text a row. */
    String receivedSql(String table) {
        return "SELECT " + line(rules.get(table).keySet()) + " FROM " + table;
    }

    /** A text that is a secret where the policy lets it never travel. */
    String value(String table, String column, boolean in, int number) {
        boolean condition = rows.getOrDefault(table, "").endsWith("open");
        boolean stays = !rules.get(table).get(column).equals("keep") || !in && condition;
        return "E'" + (stays ? SECRET : "plain") + number + ODD.get(number % ODD.size()) + "@x.org'";
    }

    /** The same of a row whose number chooses it for a sample, or not. */
    String sampled(String table, String column, boolean in, int number, String id) {
        boolean sample = rows.getOrDefault(table, "").startsWith(SAMPLE);
        String text = value(table, column, in, number);
        return sample
                ? "CASE WHEN " + SAMPLED.replace("id::", id + "::") + " THEN " + text + " ELSE '" + SECRET + "' END"
                : text;
    }

    /** What the policy leaves of the table; hashes by the functions of another library. */
    List<String> leaves(TwoServers servers, String table) throws Exception {
        List<String> values = rules.get(table).entrySet().stream()
                .map(rule -> expected(rule.getKey(), rule.getValue()))
                .toList();
        return PolicyOracle.rows(
                servers,
                WITH_TIES.formatted(meets("node"), meets("node")) + "SELECT " + line(values) + " FROM " + table
                        + " WHERE " + meets(table) + tied(table),
                KEY);
    }

    private static String line(Collection<String> values) {
        return values.stream()
                .map(value -> "coalesce((" + value + ")::text, 'null')")
                .collect(Collectors.joining(" || '|' || "));
    }

    private String meets(String table) {
        return rows.getOrDefault(table, "true")
                .replace(SAMPLE + " where", SAMPLED + " AND")
                .replace(SAMPLE, SAMPLED);
    }

    /** Rows that refer to rows that stay, stay too; from the root down, where the sender asks from the leaf up. */
    private String tied(String table) {
        boolean person = table.equals("visit") && !cut("visit", "person");
        boolean node = table.equals("node") && !cut("node", "parent");
        return person
                ? " AND (person IS NULL OR person IN (SELECT id FROM person WHERE " + meets("person") + "))"
                : node ? " AND id IN (SELECT id FROM grown)" : "";
    }

    private boolean cut(String table, String column) {
        return List.of("omit", "null").contains(rules.get(table).get(column));
    }

    private static String expected(String column, String rule) {
        if (rule.startsWith("expression")) {
            return rule.substring("expression ".length());
        }
        if (rule.startsWith("constant")) {
            return "'" + rule.substring("constant ".length()).replace("'", "''") + "'";
        }
        return switch (rule) {
            case "keep" -> column;
            case "hash" -> PolicyOracle.hash(column);
            case "mask email" -> "regexp_replace(" + column + ", '[A-Za-z0-9" + ODD_CLASS + "]', 'x', 'g')";
            case "mask phone" -> "regexp_replace(" + column + ", '[A-Za-z0-9@" + ODD_CLASS + "]', '0', 'g')";
            default -> "NULL";
        };
    }
}
