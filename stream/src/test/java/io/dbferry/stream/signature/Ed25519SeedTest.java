package io.dbferry.stream.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ed25519SeedTest {
    /** RFC 8032, section 7.1, TEST 1. */
    private static final Ed25519Seed KNOWN = new Ed25519Seed(
            HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

    @TempDir
    private Path folder;

    @Test
    void opensshReadsTheFileAndSeesTheSameKey() throws Exception {
        Path file = Files.createFile(
                folder.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, KNOWN.privateFile());

        assertThat(ChildProcess.run(RequiredProgram.find("ssh-keygen"), "-y", "-f", file.toString())
                        .succeeded())
                .startsWith(KNOWN.publicLine());
        assertThat(SshKeyFile.read(file).publicLine()).isEqualTo(KNOWN.publicLine());
        // Both halves belong together: what one signs, the other verifies.
        ChildProcess.run(
                        Path.of("/bin/sh"),
                        "-c",
                        "cd '" + folder + "' && echo text > t && ssh-keygen -q -Y sign -n test -f key t"
                                + " && ssh-keygen -q -Y check-novalidate -n test -s t.sig < t")
                .succeeded();
    }

    @Test
    void publicHalfIsTheOneOfTheStandard() {
        assertThat(HexFormat.of()
                        .formatHex(java.util.Base64.getDecoder()
                                .decode(KNOWN.publicLine().substring("ssh-ed25519 ".length()))))
                .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }
}
