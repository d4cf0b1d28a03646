package io.dbferry.config.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.policy.ColumnRule.Kind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRuleTest {
    @Test
    void aRuleIsAWordAndWhatTheWordNeeds() {
        assertThat(ColumnRule.parse(" hash ")).contains(new ColumnRule(Kind.HASH, ""));
        assertThat(ColumnRule.parse("constant")).contains(new ColumnRule(Kind.CONSTANT, ""));
        assertThat(ColumnRule.parse("constant  a b")).contains(new ColumnRule(Kind.CONSTANT, "a b"));
        assertThat(ColumnRule.parse("mask phone").orElseThrow().shape()).isEqualTo(ColumnRule.Shape.PHONE);
        assertThat(ColumnRule.parse("expression left(a, 2)")).contains(new ColumnRule(Kind.EXPRESSION, "left(a, 2)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hash", "hash me", "mask", "mask all", "expression", "drop"})
    void anythingElseIsNone(String text) {
        assertThat(ColumnRule.parse(text)).isEmpty();
    }

    @Test
    void aDescriptionShowsNoConstantAndNoExpression() {
        assertThat(ColumnRule.parse("constant 12").orElseThrow().describe()).isEqualTo("constant");
        assertThat(ColumnRule.parse("expression 12").orElseThrow().describe()).isEqualTo("expression");
        assertThat(ColumnRule.parse("mask email").orElseThrow().describe()).isEqualTo("mask email");
    }

    @Test
    void aPolicyWithoutRulesIsNoneUnlessItIsStrict() {
        assertThat(PolicyConfig.NONE.isNone()).isTrue();
        assertThat(new PolicyConfig(true, Optional.empty(), Map.of(), Map.of()).isNone())
                .isFalse();
        assertThat(new PolicyConfig(false, Optional.empty(), Map.of(), Map.of("a", "true")).isNone())
                .isFalse();
        assertThat(new PolicyConfig(
                                false,
                                Optional.empty(),
                                Map.of("a", Map.of("b", new ColumnRule(Kind.HASH, ""))),
                                Map.of())
                        .hashes())
                .isTrue();
    }
}
