package io.dbferry.config.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/reference/config.md} are the table of keys; this test writes them, too. */
class KeyReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/config.md");
    private static final String COMMAND = "./mvnw -q -pl app -am test -Dtest=KeyReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddbferry.write-docs=true";

    @Test
    void pageHasTheTableOfKeys() throws IOException {
        String page = Files.readString(PAGE);
        String current = page;
        current = replaced(current, "both", table(EnumSet.allOf(Side.class)));
        current = replaced(current, "sender", table(EnumSet.of(Side.SENDER)));
        current = replaced(current, "receiver", table(EnumSet.of(Side.RECEIVER)));
        current = replaced(current, "variables", variables());
        if (Boolean.getBoolean("dbferry.write-docs")) {
            Files.writeString(PAGE, current);
            return;
        }

        assertThat(page)
                .as("docs/reference/config.md is not what the table of keys says; write it with: %s", COMMAND)
                .isEqualTo(current);
    }

    private static String replaced(String page, String name, String table) {
        String begin = "<!-- keys: " + name + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- end of keys -->", from);
        assertThat(from).as("the line %s", begin).isGreaterThan(begin.length());
        return page.substring(0, from) + table + page.substring(to);
    }

    private static String table(Set<Side> sides) {
        StringBuilder table = new StringBuilder("| key | default | example | meaning |\n|---|---|---|---|\n");
        KeyNode.keys().stream()
                .filter(key -> key.sides().equals(sides) && !key.meaning().isEmpty())
                .forEach(key -> table.append("| `")
                        .append(key.path())
                        .append("` | ")
                        .append(standard(key))
                        .append(" | ")
                        .append("`" + key.example() + "`")
                        .append(" | ")
                        .append(key.meaning().replace("|", "\\|"))
                        .append(" |\n"));
        return table.toString();
    }

    private static String variables() {
        StringBuilder table = new StringBuilder("| variable | key |\n|---|---|\n");
        KeyVariables.paths().forEach((variable, path) -> table.append("| `")
                .append(variable)
                .append("` | `")
                .append(path)
                .append("` |\n"));
        return table.toString();
    }

    private static String standard(Key<?> key) {
        if (key.required()) {
            return key.section()
                    .map(section -> "required with `" + section + "`")
                    .orElse("required");
        }
        return key.standard().isEmpty() ? key.otherwise() : "`" + key.standard() + "`";
    }
}
