package io.dbferry.status.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.cli.print.StatusText;
import io.dbferry.text.Json;
import io.dbferry.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is printed for people and for programs, beside the schema that is promised. */
class StatusSchemaTest {
    private static final Path SCHEMA =
            Path.of(System.getProperty("dbferry.project", ".."), "docs/reference/status.schema.json");

    @Test
    void everyExampleIsAsItWasAndFitsTheSchema() throws IOException {
        SchemaCheck schema = new SchemaCheck(new ObjectMapper().readTree(Files.readAllBytes(SCHEMA)));
        for (Map.Entry<String, StatusModel> example : StatusExamples.all().entrySet()) {
            String json = new String(Json.write(example.getValue()), StandardCharsets.UTF_8) + "\n";

            StatusExamples.GOLDEN.assertSame(example.getKey() + ".json", json);
            StatusExamples.GOLDEN.assertSame(
                    example.getKey() + ".txt", Printable.lines(new StatusText(example.getValue()).toString()) + "\n");
            assertThat(schema.problems(new ObjectMapper().readTree(json)))
                    .as(example.getKey())
                    .isEmpty();
        }
    }

    @Test
    void schemaKnowsEveryKeyAndNoOther() throws IOException {
        SchemaCheck schema = new SchemaCheck(new ObjectMapper().readTree(Files.readAllBytes(SCHEMA)));
        JsonNode json = Json.tree(StatusExamples.named("sender-late"));
        ((com.fasterxml.jackson.databind.node.ObjectNode) json)
                .put("other", 1)
                .put("version", "1")
                .remove("host");

        assertThat(schema.problems(json))
                .containsExactlyInAnyOrder("/other: not in the schema", "/version: not integer", "/host: missing");
        StatusExamples.all().values().forEach(example -> schema.problems(Json.tree(example)));
        assertThat(schema.unused()).isEmpty();
    }
}
