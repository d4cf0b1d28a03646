package io.dbferry.sender.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.Fixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuggestedRulesTest {
    @Test
    void namesOfSecretsAndOfPersonsGetRules() {
        Table users = Fixtures.table(
                "auth_user",
                "id integer",
                "password character varying(128)",
                "last_login timestamp with time zone",
                "username character varying(150)",
                "firstName character varying(20)",
                "email character varying(254)",
                "is_active boolean",
                "api_token_hash text",
                "home_phone text",
                "ip inet",
                "emailed boolean",
                "tokens integer");

        assertThat(new SuggestedRules(List.of()).of(users))
                .isEqualTo(Map.of(
                        "password", "'null'",
                        "last_login", "'null'",
                        "username", "hash",
                        "firstName", "'null'",
                        "email", "mask email",
                        "api_token_hash", "'null'",
                        "home_phone", "mask phone",
                        "ip", "'null'"));
    }

    @Test
    void keysAndReferencesAreKept() {
        Table device = Fixtures.table("device", "imei text", "mac text");
        Table seen = Fixtures.table("seen", "id bigint", "imei text");

        assertThat(new SuggestedRules(List.of(Fixtures.foreignKey(seen, "imei", device))).of(seen))
                .isEmpty();
        assertThat(new SuggestedRules(List.of()).of(device)).isEmpty();
        assertThat(new SuggestedRules(List.of()).of(seen)).isEqualTo(Map.of("imei", "hash"));
    }
}
