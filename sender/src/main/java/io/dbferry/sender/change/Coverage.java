package io.dbferry.sender.change;

import io.dbferry.config.SenderMedia;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.stream.format.Covered;
import io.dbferry.stream.format.Covered.CoveredPolicy;
import io.dbferry.stream.format.Covered.CoveredTable;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what a shipment covers by today's config and tables, and what that means for the next one. */
public final class Coverage {
    private static final int HASH_DIGITS = 16;

    private Coverage() {}

    /**
     * Of a partial: the tables of the choices.
     *
     * @param policy the hash of the config's; empty if everything travels as it is
     */
    public static Covered ofPartial(List<TableChoice> choices, List<SenderMedia> media, Optional<String> policy) {
        return new Covered(
                choices.stream()
                        .map(choice -> table(choice.table(), choice instanceof TableChoice.Followed))
                        .toList(),
                media(media),
                policy.orElse(null));
    }

    /** Of a complete: all of all tables. */
    public static Covered ofComplete(List<Table> tables, List<SenderMedia> media, Optional<String> policy) {
        return new Covered(
                tables.stream().map(table -> table(table, true)).toList(), media(media), policy.orElse(null));
    }

    private static CoveredTable table(Table table, boolean changes) {
        String columns = table.carried().stream()
                .map(column -> column.name() + " " + column.type() + " " + column.number())
                .sorted()
                .collect(Collectors.joining("\n"));
        Map<String, List<String>> labels = table.types().stream()
                .filter(type -> type.kind() == TypeDefinition.Kind.ENUM)
                .collect(Collectors.toMap(TypeDefinition::name, TypeDefinition::parts, (a, b) -> a));
        return new CoveredTable(
                table.name(), table.oid(), hash(columns), labels, changes ? null : false, policy(table));
    }

    private static @Nullable CoveredPolicy policy(Table table) {
        if (table.policy().isNone()) {
            return null;
        }
        String all = table.policy().rowsSql() + "\n"
                + table.columns().stream()
                        .filter(column -> column.travelsAs() != null)
                        .map(column -> column.name() + " " + column.travelsAs())
                        .sorted()
                        .collect(Collectors.joining("\n"))
                + table.policy().rules();
        return new CoveredPolicy(
                hash(all), table.policy().rules(), table.policy().holdsRowsBack() ? true : null);
    }

    private static List<String> media(List<SenderMedia> media) {
        return media.stream()
                .map(folder -> hash(folder.folder() + "\n" + folder.files() + "\n"
                        + folder.namedBy().stream().sorted().collect(Collectors.joining("\n"))))
                .toList();
    }

    private static String hash(String text) {
        return Hashing.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    }

    /** Why only a complete brings what is covered now and was not before; empty if a partial can. */
    public static Optional<String> onlyComplete(Covered before, Covered now, List<SenderMedia> media) {
        List<TableName> never = now.neverCarried(before);
        if (!never.isEmpty()) {
            return Optional.of("table '" + never.get(0) + "' is shipped from now on, and only completes carry it");
        }
        List<TableName> ruled = now.withOtherPolicy(before);
        if (!ruled.isEmpty()) {
            return Optional.of(
                    "the policy of table '" + ruled.get(0) + "' is another one, and only completes carry it");
        }
        OptionalInt folder = now.newMedia(before);
        return folder.isEmpty()
                ? Optional.empty()
                : Optional.of("media folder '" + media.get(folder.getAsInt()).folder()
                        + "' is shipped from now on, or by other columns");
    }
}
