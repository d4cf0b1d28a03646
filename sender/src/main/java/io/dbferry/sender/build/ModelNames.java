package io.dbferry.sender.build;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.django.DjangoMigrations;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names tables as Django names their models: {@code app.model} of {@code app_model}.
 *
 * @param apps labels of the installed apps; these may have underscores too
 */
record ModelNames(Set<String> apps) {
    /** Django's own tables that are not named after their app. */
    private static final Map<String, String> DJANGOS = Map.of(
            "django_admin_log", "admin.logentry",
            "django_content_type", "contenttypes.contenttype",
            "django_session", "sessions.session",
            "django_site", "sites.site");

    private static final Pattern READ = Pattern.compile(
            "(?:smallint|integer|bigint|real|double precision|boolean|text|uuid|date|inet|interval|jsonb"
                    + "|(?:[^.]+\\.)?citext|numeric(?:\\([-0-9,]+\\))?|character(?: varying)?(?:\\(\\d+\\))?"
                    + "|time(?:\\(\\d\\))? without time zone|timestamp(?:\\(\\d\\))? with(?:out)? time zone)");

    ModelNames {
        apps = Set.copyOf(apps);
    }

    /** @param migrations those that are applied, {@code app.name} */
    static ModelNames of(List<String> migrations) {
        return new ModelNames(migrations.stream()
                .map(migration -> migration.substring(0, migration.indexOf('.')))
                .collect(Collectors.toSet()));
    }

    /**
     * Whether Django's {@code loaddata} reads the rows as they are meant: of other types it refuses PostgreSQL's text form, or takes
     * it for something else, as it takes that of {@code bytea} for base64.
     */
    boolean isFixture(Table table) {
        return table.key().size() == 1
                && !table.name().equals(DjangoMigrations.TABLE) // of no model
                && table.carried().stream()
                        .allMatch(column -> READ.matcher(column.type()).matches());
    }

    /** By the longest label that fits; where none does, the label ends at the first underscore. */
    String of(TableName table) {
        String name = table.name();
        String own = DJANGOS.get(name);
        if (own != null) {
            return own;
        }
        int label = apps.stream()
                .filter(app -> name.startsWith(app + "_"))
                .map(String::length)
                .max(Comparator.naturalOrder())
                .orElse(name.indexOf('_'));
        return label < 1 ? table.toString() : name.substring(0, label) + "." + name.substring(label + 1);
    }
}
