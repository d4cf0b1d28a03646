package io.dbferry.config.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyConfigTest {
    private static final ColumnRule HASH = ColumnRule.parse("hash").orElseThrow();

    @Test
    void whereTheSecretIsKeptIsNoPartOfThePolicy() {
        assertThat(policy("/a", "name", "open").canonical())
                .isEqualTo("strict true\ncolumn 'users' 'name' hash'' \nrows 'users' 'open' ")
                .isEqualTo(policy("/b", "name", "open").canonical());
    }

    @Test
    void noTwoPoliciesReadAlike() {
        assertThat(policy("/a", "name' 'x", "open").canonical())
                .isNotEqualTo(policy("/a", "name", "x' 'open").canonical());
    }

    private static PolicyConfig policy(String key, String column, String condition) {
        return new PolicyConfig(
                true, Optional.of(Path.of(key)), Map.of("users", Map.of(column, HASH)), Map.of("users", condition));
    }
}
