package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names tables as Django names their models: {@code app.model} of {@code app_model}.
 *
 * @param apps labels of the installed apps; these may have underscores too
 */
record ModelNames(Set<String> apps) {
    ModelNames {
        apps = Set.copyOf(apps);
    }

    /** @param migrations those that are applied, {@code app.name} */
    static ModelNames of(List<String> migrations) {
        return new ModelNames(migrations.stream()
                .map(migration -> migration.substring(0, migration.indexOf('.')))
                .collect(Collectors.toSet()));
    }

    /** By the longest label that fits; where none does, the label ends at the first underscore. */
    String of(TableName table) {
        String name = table.name();
        int label = apps.stream()
                .filter(app -> name.startsWith(app + "_"))
                .map(String::length)
                .max(Comparator.naturalOrder())
                .orElse(name.indexOf('_'));
        return label < 1 ? table.toString() : name.substring(0, label) + "." + name.substring(label + 1);
    }
}
