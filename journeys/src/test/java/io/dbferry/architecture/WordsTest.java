package io.dbferry.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages and documents keep to the words of {@code docs/contributing/words.txt}. Decisions are records, and stay. */
class WordsTest {
    private static final Path PROJECT = Path.of(System.getProperty("dbferry.project", ".."));
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);
    private static final Pattern CODE_OR_TARGET = Pattern.compile("(?s)```.*?```|`[^`\\n]*`|]\\([^)\\n]*\\)");

    /** A word, and what to write in its place. */
    private record Word(Pattern pattern, String better) {}

    @Test
    void messagesKeepToPlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files("src/main/java", ".java")) {
            String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
            Matcher literal = LITERAL.matcher(code);
            while (literal.find()) {
                String text = literal.group(1) == null ? literal.group(2) : literal.group(1);
                found.addAll(problems(file, text));
            }
        }

        assertThat(found)
                .as("messages with words of docs/contributing/words.txt")
                .isEmpty();
    }

    @Test
    void documentsKeepToPlainWords() throws IOException {
        List<String> found = new ArrayList<>(problems(PROJECT.resolve("README.md")));
        for (Path file : files("docs", ".md")) {
            if (!file.startsWith(PROJECT.resolve("docs/decisions"))) {
                found.addAll(problems(file));
            }
        }

        assertThat(found)
                .as("documents with words of docs/contributing/words.txt")
                .isEmpty();
    }

    private static List<String> problems(Path document) throws IOException {
        return problems(
                document, CODE_OR_TARGET.matcher(Files.readString(document)).replaceAll(" "));
    }

    private static List<String> problems(Path file, String text) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Word word : words()) {
            Matcher matcher = word.pattern().matcher(text);
            while (matcher.find()) {
                String around =
                        text.substring(Math.max(0, matcher.start() - 30), Math.min(text.length(), matcher.end() + 30));
                problems.add(PROJECT.relativize(file) + ": '" + matcher.group() + "' in \"…"
                        + around.replaceAll("\\s+", " ") + "…\"; better: " + word.better());
            }
        }
        return problems;
    }

    private static List<Word> words() throws IOException {
        return Files.readAllLines(PROJECT.resolve("docs/contributing/words.txt")).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(" => ", 2))
                .map(pair -> new Word(
                        Pattern.compile("\\b(" + pair[0].replace(" ", "\\s+") + ")\\b", Pattern.CASE_INSENSITIVE),
                        pair[1]))
                .toList();
    }

    /** The files of all modules, or of a folder of the project. */
    private static List<Path> files(String folder, String ending) throws IOException {
        List<Path> places = new ArrayList<>(List.of(PROJECT.resolve(folder)));
        try (Stream<Path> modules = Files.list(PROJECT)) {
            modules.map(module -> module.resolve(folder)).forEach(places::add);
        }
        List<Path> files = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> below = Files.walk(place)) {
                    below.filter(file -> file.toString().endsWith(ending)).forEach(files::add);
                }
            }
        }
        return files;
    }
}
