package io.dbferry.testing;

import java.nio.file.Path;

/**
 * An identity made by {@code age-keygen}.
 *
 * @param recipient its public half
 */
public record AgeKey(Path file, String recipient) {
    public static AgeKey make(Path folder) {
        Path file = folder.resolve("identity_" + Long.toUnsignedString(System.nanoTime()));
        ChildProcess.run(RequiredProgram.find("age-keygen"), "-o", file.toString())
                .succeeded();
        String recipient = ChildProcess.run(RequiredProgram.find("age-keygen"), "-y", file.toString())
                .succeeded()
                .strip();
        return new AgeKey(file, recipient);
    }

    /** Decrypts a file by the program {@code age}. */
    public void decrypt(Path encrypted, Path to) {
        ChildProcess.run(
                        RequiredProgram.find("age"),
                        "-d",
                        "-i",
                        file.toString(),
                        "-o",
                        to.toString(),
                        encrypted.toString())
                .succeeded();
    }
}
