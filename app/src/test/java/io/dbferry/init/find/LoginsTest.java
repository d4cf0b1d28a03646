package io.dbferry.init.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    @TempDir
    private Path folder;

    @Test
    void aLoginOfSomebodyIsNotTakenForADepot() throws IOException {
        Logins logins = new Logins(Files.writeString(
                folder.resolve("passwd"),
                "root:x:0:0:root:/root:/bin/bash\ntransapp:x:1001:1001::/home/transapp:/bin/bash\n"
                        + "city:x:1002:999::/home/city:/usr/sbin/nologin\nodd\n"));

        assertThat(logins.spare("transapp")).isEqualTo("transapp-depot");
        assertThat(logins.spare("city")).isEqualTo("city");
        assertThat(logins.spare("odd")).isEqualTo("odd");
        assertThat(new Logins(folder.resolve("none")).spare("transapp")).isEqualTo("transapp");
    }
}
