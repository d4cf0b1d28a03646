package io.dbferry.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document that says which test stands behind which promise names tests that exist. */
class ReliabilityDocumentTest {
    private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w+)#(\\w+)");

    private static final Pattern PROMISE = Pattern.compile("(?m)^## (\\d)\\. ");

    private final String document;
    private final Map<String, String> sources;

    ReliabilityDocumentTest() throws IOException {
        Path project = Path.of(System.getProperty("dbferry.project", ".."));
        document = Files.readString(project.resolve("docs/reliability.md"));
        try (Stream<Path> files = Files.walk(project, 12)) {
            sources = files.filter(file -> file.toString().contains("/src/test/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            ReliabilityDocumentTest::read,
                            (one, other) -> one + other));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everyTestThatTheDocumentNamesExists() {
        assertThat(NAMED.matcher(document)
                        .results()
                        .filter(named -> !exists(named))
                        .map(MatchResult::group))
                .isEmpty();
    }

    private boolean exists(MatchResult named) {
        String test = "@(Test|ParameterizedTest|Property)\\b((?!\\bvoid\\b).)*\\bvoid " + named.group(2) + "\\(";
        return Pattern.compile(test, Pattern.DOTALL)
                .matcher(sources.getOrDefault(named.group(1), ""))
                .find();
    }

    @Test
    void everyPromiseNamesATest() {
        String[] promises = PROMISE.split(document);

        assertThat(promises).hasSize(10);
        assertThat(promises).filteredOn(promise -> promise != promises[0]).allSatisfy(promise -> assertThat(promise)
                .containsPattern(NAMED));
    }
}
