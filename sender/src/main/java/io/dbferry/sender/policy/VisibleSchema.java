package io.dbferry.sender.policy;

import io.dbferry.postgres.catalog.Column;
import io.dbferry.postgres.catalog.ForeignKey;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TypeDefinition;
import io.dbferry.postgres.catalog.UniqueIndex;
import java.util.ArrayList;
import java.util.List;

/** What a shipment may tell of a table's schema: nothing of columns that do not travel, no text that could hold their values. */
final class VisibleSchema {
    private VisibleSchema() {}

    /** Without indexes of omitted columns, and without expressions that mention a column with a rule. */
    static List<UniqueIndex> unique(Table table, Table.Policy policy) {
        return table.unique().stream()
                .filter(index -> index.columns().stream().noneMatch(name -> isOmitted(policy, name)))
                .filter(index -> index.definition() == null
                        || policy.rules().keySet().stream().noneMatch(name -> mentions(index.definition(), name)))
                .toList();
    }

    /** In a definition, a name with a quotation mark has it twice. */
    static boolean mentions(String definition, String column) {
        return definition.contains(column.replace("\"", "\"\""));
    }

    private static boolean isOmitted(Table.Policy policy, String column) {
        return "omit".equals(policy.rules().get(column));
    }

    /** The types that the columns are of, and those that these are made of. */
    static List<TypeDefinition> types(Table table, List<Column> columns) {
        List<TypeDefinition> used = new ArrayList<>();
        List<String> names = new ArrayList<>(columns.stream().map(Column::type).toList());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).replaceFirst("(\\([^)]*\\))?(\\[])*$", "");
            for (TypeDefinition type : table.types()) {
                if (!used.contains(type) && name.equals(type.name())) {
                    used.add(type);
                    if (type.kind() != TypeDefinition.Kind.ENUM) {
                        names.addAll(parts(type));
                    }
                }
            }
        }
        return table.types().stream().filter(used::contains).toList();
    }

    /** The types of a composite type's fields, each with a name before it, or the one that others are made of. */
    private static List<String> parts(TypeDefinition type) {
        return type.kind() == TypeDefinition.Kind.COMPOSITE
                ? type.parts().stream().map(VisibleSchema::withoutName).toList()
                : type.parts();
    }

    private static String withoutName(String field) {
        int end = field.startsWith("\"") ? field.indexOf("\" ", 1) + 1 : field.indexOf(' ');
        return field.substring(end + 1);
    }

    /**
     * Whether rows of the child refer to rows of the parent by what travels of both: both as they are, or both hashed.
     *
     * @return false also where nothing of the key travels, or only null
     */
    static boolean travels(ForeignKey key, Table child, Table parent) {
        for (int i = 0; i < key.columns().size(); i++) {
            if (!rule(child, key.columns().get(i))
                    .equals(rule(parent, key.parentColumns().get(i)))) {
                return false;
            }
        }
        return key.columns().stream()
                .noneMatch(name ->
                        rule(child, name).equals("omit") || rule(child, name).equals("null"));
    }

    /** Whether nothing of the reference travels, so that a receiver cannot miss what it refers to. */
    static boolean isCut(ForeignKey key, Table child) {
        return key.columns().stream()
                .anyMatch(name ->
                        rule(child, name).equals("omit") || rule(child, name).equals("null"));
    }

    static String rule(Table table, String column) {
        return table.policy().rules().getOrDefault(column, "");
    }
}
