package io.dbferry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private final Secrets secrets = Secrets.of(Map.of(
            "PGPASSWORD", "open sesame",
            "HOOK_TOKEN", "abc123",
            "TOKEN_FILE", "/etc/dbferry/token",
            "PASSWORD_SHORT", "no"));

    @Test
    void passwordsAreHiddenWhereverTheyStand() {
        assertThat(secrets.hide(
                        "open sesame, https://me:pa55@h/x, sftp://user@host:22/f, {\"password\": \"p\", \"x\": 1}"))
                .isEqualTo("***, https://me:***@h/x, sftp://user@host:22/f, {\"password\": \"***\", \"x\": 1}");
        assertThat(secrets.hide("curl -H token=t0k3n&a PASSWORD=x abc123"))
                .isEqualTo("curl -H token=***&a PASSWORD=*** ***");
    }

    @Test
    void pathsAndOrdinaryWordsStay() {
        String text = "cannot read key '/etc/dbferry/token': password authentication failed; no token: 12:30 me@h";

        assertThat(secrets.hide(text)).isEqualTo(text);
    }
}
