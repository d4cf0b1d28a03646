package io.dbferry.stream.store.sftp.login;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dbferry.fuzz.Foreign;

class KnownHostsFuzzTest {
    private static final byte[] KEY = {0, 0, 0, 1, 'x'};

    @FuzzTest
    void knownHosts(byte[] bytes) throws Exception {
        Foreign.read(() -> {
            KnownHostsFile file = KnownHostsFile.read(Foreign.file("known_hosts", bytes), "depot.example.org", 2222);
            file.verdict(KEY);
            file.getHostKey();
            file.getHostKey("depot.example.org", null);
        });
    }
}
