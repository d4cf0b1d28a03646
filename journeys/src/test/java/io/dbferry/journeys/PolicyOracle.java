package io.dbferry.journeys;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes of a policy as the JDK computes them. */
final class PolicyOracle {
    private static final Pattern MARK = Pattern.compile("#([a-z ]+):([^#]*)#");

    private PolicyOracle() {}

    /** SQL for a mark of the column's type and value, of which {@link #rows} makes the hash. */
    static String hash(String column) {
        return "'#' || pg_typeof(" + column + ")::text || ':' || encode(CASE WHEN pg_typeof(" + column
                + ") = 'bytea'::regtype THEN CASE WHEN pg_typeof(" + column + ") = 'bytea'::regtype THEN " + column
                + "::text::bytea END ELSE convert_to(" + column + "::text, 'UTF8') END, 'hex') || '#'";
    }

    /** The query's rows with hashes in place of marks, sorted. */
    static List<String> rows(TwoServers servers, String query, String key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
        try (Connection sender = servers.connectSender()) {
            return PsqlRestore.lines(sender, query).stream()
                    .map(row -> MARK.matcher(row)
                            .replaceAll(mark -> Matcher.quoteReplacement(hashed(mac, mark.group(1), mark.group(2)))))
                    .sorted()
                    .toList();
        }
    }

    private static String hashed(Mac mac, String type, String hex) {
        String hash = HexFormat.of().formatHex(mac.doFinal(HexFormat.of().parseHex(hex)));
        return switch (type) {
            case "bigint" -> Long.toString(Long.parseUnsignedLong(hash.substring(0, 16), 16));
            case "bytea" -> "\\x" + hash;
            case "uuid" -> hash.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12}).*", "$1-$2-$3-$4-$5");
            default -> hash.substring(0, 32);
        };
    }
}
