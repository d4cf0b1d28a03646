package io.dbferry.sender.policy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rules for columns whose names and types look as if their values should stay. Nobody has looked at a value: columns that look
 * harmless may hold anything.
 *
 * @param references whose columns are kept, as they must match those that they refer to
 */
public record SuggestedRules(List<ForeignKey> references) {
    private static final Pattern SECRET =
            named("pass(word|wd|code)?|pwd|secret|token|api_?key|private_?key|salt|otp|pin|session_?(key|data)");
    private static final Pattern MAIL = named("e?_?mail(_?addr(ess)?)?");
    private static final Pattern PHONE = named("phone(_?n(umber|o)?)?|mobile|cell|telephone|tel|fax|msisdn");
    private static final Pattern PERSON =
            named("user_?name|login|nick(_?name)?|first_?name|last_?name|sur_?name|full_?name|given_?name"
                    + "|family_?name|imei|imsi|mac_?addr(ess)?|device_?id|ssn|passport|iban|tax_?id");
    private static final Pattern PLACE =
            named("street|addr(ess)?(_?line)?[0-9]?|birth_?(day|date)?|date_?of_?birth|dob|ip(_?addr(ess)?)?"
                    + "|user_?agent|lat(itude)?|lon(gitude)?|geom(etry)?");

    private static Pattern named(String words) {
        return Pattern.compile("(?:.*[_ -])?(?:" + words + ")(?:_?(hash|digest|enc(rypted)?))?[0-9]?");
    }

    /** By column, as they stand in the config; empty if nothing looks so. */
    public Map<String, String> of(Table table) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            if (column.carried() && !table.key().contains(column.name()) && !refers(table, column)) {
                rule(table, column).ifPresent(rule -> rules.put(column.name(), rule));
            }
        }
        return rules;
    }

    private boolean refers(Table table, Column column) {
        return references.stream()
                .anyMatch(
                        key -> key.table().equals(table.name()) && key.columns().contains(column.name())
                                || key.parent().equals(table.name())
                                        && key.parentColumns().contains(column.name()));
    }

    private static Optional<String> rule(Table table, Column column) {
        String name = column.name().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        boolean text = column.type().equals("text") || column.type().startsWith("character");
        boolean unique = table.unique().stream()
                .anyMatch(index -> index.columns().contains(column.name())
                        || index.definition() != null && index.definition().contains(column.name()));
        if (SECRET.matcher(name).matches()) {
            return Optional.of(unique ? "omit" : gone(column, text));
        }
        boolean person = PERSON.matcher(name).matches();
        if (MAIL.matcher(name).matches() && text) {
            return Optional.of(unique ? "hash" : "mask email");
        }
        if (PHONE.matcher(name).matches() && text) {
            return Optional.of(unique ? "hash" : "mask phone");
        }
        if (person && text) {
            return Optional.of(hashFits(column) ? "hash" : unique ? "omit" : gone(column, true));
        }
        boolean place = PLACE.matcher(name).matches()
                || person
                || MAIL.matcher(name).matches()
                || PHONE.matcher(name).matches();
        return place ? Optional.of(unique ? "omit" : gone(column, text)) : Optional.empty();
    }

    private static boolean hashFits(Column column) {
        return column.type().matches("text|character varying(\\((3[2-9]|[4-9][0-9]|[0-9]{3,})\\))?");
    }

    /** Nothing of the value, in a way that a receiver's column takes. */
    private static String gone(Column column, boolean text) {
        if (!column.notNull()) {
            return "'null'";
        }
        return text ? "constant" : "omit";
    }
}
