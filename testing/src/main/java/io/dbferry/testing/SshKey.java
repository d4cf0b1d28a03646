package io.dbferry.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key pair that OpenSSH's own {@code ssh-keygen} made for a test. */
public record SshKey(Path privateFile, Path publicFile) {
    /** Makes a key without a passphrase: {@code ed25519}, {@code ecdsa} or {@code rsa}. */
    public static SshKey make(Path folder, String type) {
        return make(folder, type, "");
    }

    /** Makes a key; options such as {@code -m PEM} or {@code -b 521} are passed on to {@code ssh-keygen}. */
    public static SshKey make(Path folder, String type, String passphrase, String... options) {
        Path file = folder.resolve("id_" + type + "_" + Long.toUnsignedString(System.nanoTime()));
        List<String> arguments =
                new ArrayList<>(List.of("-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
        arguments.addAll(List.of(options));
        ChildProcess.run(RequiredProgram.find("ssh-keygen"), arguments.toArray(String[]::new))
                .succeeded();
        return new SshKey(file, file.resolveSibling(file.getFileName() + ".pub"));
    }

    /** Type and base64, as in {@code authorized_keys}, {@code known_hosts} and {@code allowed_signers}. */
    public String publicLine() {
        try {
            String[] words = Files.readString(publicFile).split(" ");
            return words[0] + " " + words[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code SHA256:…} as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        return ChildProcess.run(RequiredProgram.find("ssh-keygen"), "-l", "-f", publicFile.toString())
                .succeeded()
                .split(" ")[1];
    }
}
