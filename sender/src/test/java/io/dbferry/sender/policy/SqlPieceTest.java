package io.dbferry.sender.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlPieceTest {
    @Test
    void aPieceStandsInBrackets() {
        assertThat(SqlPiece.of(" left(\"a)b\", 2) || ');--' ")).contains("(left(\"a)b\", 2) || ');--')");
        assertThat(SqlPiece.of("a ~ '\\d$' AND b IN (1, 2)")).contains("(a ~ '\\d$' AND b IN (1, 2))");
        assertThat(SqlPiece.of("a = 'it''s'")).contains("(a = 'it''s')");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a) OR (b",
                "(a",
                "a)",
                "a, b",
                "a; b",
                "a -- b",
                "a /* b",
                "'a",
                "\"a",
                "$$a$$",
                "E'\\'' OR true",
                "U&'a'",
                "a\\b"
            })
    void whatMayReachBeyondItsBracketsIsNone(String text) {
        assertThat(SqlPiece.of(text)).isEmpty();
    }
}
