package io.dbferry.config.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** No small library for JSON Schema is in use: {@link SchemaCheck} knows the words that the schema has, and no others. */
class KeySchemaTest {
    private static final String SHARED = "{stream: s, database: {url: 'postgresql://db/x'}, depot: /d, work: /w, ";

    @ParameterizedTest
    @ValueSource(strings = {"sender", "receiver"})
    void examplesFitTheSchema(String side) throws IOException {
        String yaml = Files.readString(Path.of("src/test/resources/io/dbferry/config/yaml/" + side + ".yaml"));

        assertThat(problems(yaml)).isEmpty();
    }

    @Test
    void everyExampleOfTheTableFits() {
        KeyNode.keys().stream().filter(key -> !key.meaning().isEmpty()).forEach(key -> assertThat(
                        SchemaCheck.problems(key.form().schema(), load(key.example())))
                .as(key.path())
                .isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            role: sender                                    | ""
            role: sender, keep: {free-space: 2XB}           | .keep.free-space: pattern (^[0-9]+([KMGT]B)?$)|\\$\\{
            role: sender, keep: {free-space: '${SPACE}'}    | ""
            role: sender, keep: {changes: 4d}              | .keep.changes: unknown
            role: receiver, keep: {complete: 4d}            | ""
            role: receiver, partial: {}                     | .partial: unknown
            role: sender, partial: {tables: all}            | .partial.tables: anyOf
            role: sender, partial: {tables: {t: {stratgy: scan}}} | .partial.tables: anyOf
            role: sender, partial: {tables: {t: {strategy: scan}}} | ""
            role: sender, encrypt: {}                       | .encrypt.recipients: required
            role: sender, media: [{files: x}]               | .media[].folder: required
            role: sender, notify: {mail: {smtp: {password: x}}} | .notify.mail.to: required
            role: receiver, trust: {unsigned: maybe}        | .trust.unsigned: anyOf
            role: receiver, reset: {t: column}              | .reset.t: type array
            """)
    void wrongKeysAndValuesDoNot(String keys, String problem) {
        List<String> problems = problems(SHARED + keys + "}");

        assertThat(problems.isEmpty() ? "" : problems.get(0).replace("|\\$\\{", ""))
                .isEqualTo(problem);
    }

    private static List<String> problems(String yaml) {
        return SchemaCheck.problems(KeySchema.schema(), load(yaml));
    }

    private static Object load(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }
}
