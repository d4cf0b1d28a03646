package io.dbferry.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that a test cannot do without. Where it is missing the test is skipped, or fails if the system property
 * {@code dbferry.skips} is {@code forbidden}, so that the build that counts never skips silently.
 */
public final class RequiredProgram {
    private RequiredProgram() {}

    /** Where the program is: on the {@code PATH} or in a folder of system programs. */
    public static Path find(String name) {
        Optional<Path> program = Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        require(program.isPresent(), "the program '" + name + "' is not installed");
        return program.orElseThrow();
    }

    /** Skips the test, or fails it where skips are forbidden, unless the condition holds. */
    public static void require(boolean condition, String reason) {
        if (condition) {
            return;
        }
        if ("forbidden".equals(System.getProperty("dbferry.skips"))) {
            Assertions.fail(reason + ", and skipping is forbidden");
        }
        Assumptions.abort(reason);
    }
}
