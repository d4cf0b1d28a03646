package io.dbferry.stream.signature;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dbferry.fuzz.Foreign;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

class SignatureFuzzTest {
    private static final byte[] MESSAGE = "{\"sequence\": 42}\n".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** Of keys that were made for this test and that nobody has. */
    private static final String ALLOWED = """
            city ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBeo8wPnA10j/SoeFqk+X4HcITUy6Fi1L7MX8hKjho6nnXYUb315nW/rqicQZfcLWIGuve491VaGYnTNLNISXA4=
            city ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBB/V7KKCxVOWn42Sf+xqCIteSo+woDdB5UNWr+Ytm5KSXzhHv4Egqgzxq6aAh20E6jEYTselihwOCT44UuEakAnq5ypsboa3aWB5BjpF2WkhTS5seYHx3sT8a3Ltn2pUDQ==
            city ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAH+NPXFoNJcJVC1l+0U0rhIToaJQS27S5ezee48Cz8B2o703U4c0lPklI0/nno+rHZVjMtMVa8Lvrkq/YPaBdEFwgBJ+1y2sWrLzKhy+r6/xPwG7PhgovxGnVXVmvexfdfjcKdmvp7wbr9pB4PylNDWEEHZ27K600Rj4NNe9wnOZKGkqw==
            city ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJKCgkta3DVZAnWeM59mn7bJU27E5pkb5qNFkEWpDb4u
            city ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDukmrWnJp2dfVKieBgROM9QSC/H36rTRYi3zje2KujPA4Q7y1+ngs3PWIZxnLfQ/AoOann8NYFIAG3ltRVOkzJ5XnT6qV/1WUAdEQXlkCyCIZ0yjNXLxVIO9fpFHGDPXLxoTIWohYCZnoLXuAw/nFCNSKjO0Ev+/IWCFykGqj6ekEZuKFe5t7kQN2g/JWb5m/qTmOqmAodQuPxwUNPNBgCfaG0iahytCMzteeiUXWn+oVZgI8Yw7Fl63KWtkke7i8eoDcCFBjeP0DkmkmdGgcd7SN5dVKIagkzJj1Wh7ifO30CFBKif2EzZOSchRoAUk/7hFfINbpJevZWELSQoRoP
            """;

    private static final SignatureVerifier VERIFIER = verifier();

    private static SignatureVerifier verifier() {
        try {
            byte[] allowed = ALLOWED.getBytes(StandardCharsets.UTF_8);
            return new SignatureVerifier(AllowedSigners.read(Foreign.file("keys", allowed)), "city");
        } catch (KeyFileException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest
    void sshsig(byte[] bytes) throws Exception {
        Foreign.read(() -> VERIFIER.verify(MESSAGE, bytes, NOW), SignatureRefusedException.class);
    }

    /** Without the armor, through which few inputs come. */
    @FuzzTest
    void sshsigBlob(byte[] bytes) throws Exception {
        Foreign.read(() -> SshSignature.parse(bytes).check(MESSAGE), SignatureRefusedException.class);
    }

    @FuzzTest
    void publicKey(byte[] bytes) throws Exception {
        Foreign.read(() -> SshPublicKey.parse(bytes), SignatureRefusedException.class);
    }

    @FuzzTest
    void allowedSigners(byte[] bytes) throws Exception {
        Foreign.read(() -> AllowedSigners.read(Foreign.file("allowed_signers", bytes)), KeyFileException.class);
    }
}
