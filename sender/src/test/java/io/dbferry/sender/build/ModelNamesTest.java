package io.dbferry.sender.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNamesTest {
    private static final ModelNames NAMES =
            ModelNames.of(List.of("my_app.0001_initial", "my.0001_initial", "auth.0001_initial", "my_app.0002_a.b"));

    @Test
    void labelWithUnderscoresIsOneOfTheInstalledApps() {
        assertThat(model("my_app_tag")).isEqualTo("my_app.tag");
        assertThat(model("my_app_tag_users")).isEqualTo("my_app.tag_users");
        assertThat(model("my_tag")).isEqualTo("my.tag");
        assertThat(model("auth_user")).isEqualTo("auth.user");
    }

    @Test
    void labelOfNoKnownAppEndsAtTheFirstUnderscore() {
        assertThat(model("other_app_tag")).isEqualTo("other.app_tag");
        assertThat(model("tag")).isEqualTo("tag");
        assertThat(model("_tag")).isEqualTo("_tag");
    }

    @Test
    void djangosOwnTablesHaveModelsOfOtherNames() {
        assertThat(model("django_content_type")).isEqualTo("contenttypes.contenttype");
        assertThat(model("django_session")).isEqualTo("sessions.session");
        assertThat(model("django_admin_log")).isEqualTo("admin.logentry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "integer",
                "bigint",
                "numeric(20,7)",
                "double precision",
                "boolean",
                "character varying(50)",
                "character(7)",
                "text",
                "public.citext",
                "date",
                "time without time zone",
                "time(3) without time zone",
                "timestamp with time zone",
                "timestamp(0) without time zone",
                "interval",
                "uuid",
                "inet",
                "jsonb"
            })
    void loaddataReadsTypesOfPlainFields(String type) {
        assertThat(isFixture("id", "id integer", "value " + type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "integer[]",
                "character varying(20)[]",
                "bytea",
                "hstore",
                "int4range",
                "tsvector",
                "json",
                "money",
                "mood",
                "app.integer",
                "time with time zone",
                "bit(5)"
            })
    void loaddataMisreadsPostgresqlsTextOfOtherTypes(String type) {
        assertThat(isFixture("id", "id integer", "value " + type)).isFalse();
    }

    @Test
    void rowsWithAKeyOfTwoColumnsAreOfNoModel() {
        assertThat(NAMES.isFixture(Fixtures.table("my_tag", List.of("a", "b"), "a integer", "b integer")))
                .isFalse();
        assertThat(NAMES.isFixture(Fixtures.table("django_migrations", List.of("id"), "id integer")))
                .isFalse();
    }

    private static boolean isFixture(String key, String... columns) {
        return NAMES.isFixture(Fixtures.table("my_tag", List.of(key), columns));
    }

    private static String model(String table) {
        return NAMES.of(new TableName("public", table));
    }
}
