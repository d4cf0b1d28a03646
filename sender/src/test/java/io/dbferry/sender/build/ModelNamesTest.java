package io.dbferry.sender.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    private static String model(String table) {
        return NAMES.of(new TableName("public", table));
    }
}
