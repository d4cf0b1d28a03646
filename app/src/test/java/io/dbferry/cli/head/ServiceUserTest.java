package io.dbferry.cli.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceUserTest {
    private static final Path SYSTEM = Path.of("/etc/dbferry");
    private static final Path CONFIG = SYSTEM.resolve("sender.yaml");
    private static final List<String> WORDS = List.of("dump", "partial");

    @Test
    void rootWorksWithTheServicesConfigAsItsUser() {
        assertThat(new ServiceUser(SYSTEM, "/usr/bin/dbferry", true, true).instead(CONFIG, WORDS))
                .contains(List.of("runuser", "-u", "dbferry", "--", "/usr/bin/dbferry", "dump", "partial"));
    }

    @Test
    void everyOtherCommandRunsAsWhoeverStartsIt() {
        assertThat(new ServiceUser(SYSTEM, "/usr/bin/dbferry", false, true).instead(CONFIG, WORDS))
                .as("not root")
                .isEmpty();
        assertThat(new ServiceUser(SYSTEM, "/usr/bin/dbferry", true, false).instead(CONFIG, WORDS))
                .as("no such user")
                .isEmpty();
        assertThat(new ServiceUser(SYSTEM, null, true, true).instead(CONFIG, WORDS))
                .as("no launcher")
                .isEmpty();
        assertThat(new ServiceUser(SYSTEM, "/usr/bin/dbferry", true, true).instead(Path.of("/root/sender.yaml"), WORDS))
                .as("a config of root's own")
                .isEmpty();
    }
}
