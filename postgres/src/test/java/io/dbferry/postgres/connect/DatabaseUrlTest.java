package io.dbferry.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {
    private static final Path NO_FOLDER = Path.of("/no/such/folder");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://app@127.0.0.1/transapp            | app   | 127.0.0.1           | 5432 | transapp
            postgres://app@db.example.org:6432/transapp    | app   | db.example.org      | 6432 | transapp
            postgresql://app@[::1]:6432/transapp           | app   | ::1                 | 6432 | transapp
            postgresql://app@[fe80::1]/transapp            | app   | fe80::1             | 5432 | transapp
            postgresql://app@db                            | app   | db                  | 5432 | app
            postgresql://db/                               | me    | db                  | 5432 | me
            postgresql://                                  | me    | localhost           | 5432 | me
            postgresql:///transapp                         | me    | localhost           | 5432 | transapp
            postgresql://:6432/transapp                    | me    | localhost           | 6432 | transapp
            postgresql://a%40b@db/x%2Fy+z                  | a@b   | db                  | 5432 | x/y+z
            postgresql://app@%2Fvar%2Frun%2Fpostgresql/db  | app   | /var/run/postgresql | 5432 | db
            postgresql://app@%2Ftmp:6432/db                | app   | /tmp                | 6432 | db
            postgresql:///db?host=/var/run/postgresql      | me    | /var/run/postgresql | 5432 | db
            postgresql://?host=h&port=1&user=u&dbname=d    | u     | h                   | 1    | d
            postgresql://app@db:1/x?host=h&port=2&user=u   | u     | h                   | 2    | x
            """)
    void readsWhereAndWhoAsLibpqDoes(String text, String user, String host, int port, String database) {
        DatabaseUrl url = DatabaseUrl.parse(text, NO_FOLDER, "me");

        assertThat(url).isEqualTo(new DatabaseUrl(user, host, port, database, Map.of()));
        if (!user.contains("@")) {
            assertThat(DatabaseUrl.parse(url.describe(), NO_FOLDER, "me")).isEqualTo(url);
        }
    }

    @Test
    void isTheSocketFolderWithoutAHostWhereThatFolderExists(@TempDir Path folder) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://app@/db", folder, "me");

        assertThat(url.host()).isEqualTo(folder.toString());
        assertThat(url.isSocket()).isTrue();
    }

    @Test
    void keepsTheParametersThatTheDriverKnows() {
        assertThat(DatabaseUrl.parse(
                                "postgresql://app@db/x?sslmode=verify-full&sslrootcert=/etc/my%20ca.crt&options=-c%20a%3Db")
                        .parameters())
                .containsExactly(
                        Map.entry("sslmode", "verify-full"),
                        Map.entry("sslrootcert", "/etc/my ca.crt"),
                        Map.entry("options", "-c a=b"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://app@db:6432/x?sslmode=require | postgresql://app@db:6432/x
            postgresql://app@[::1]/x                   | postgresql://app@[::1]:5432/x
            postgresql://app@/x?host=/run/pg           | postgresql://app@/x?host=/run/pg
            postgresql://app@/x?host=/run/pg&port=6432 | postgresql://app@/x?host=/run/pg&port=6432
            """)
    void describesItselfWithoutItsParameters(String text, String description) {
        assertThat(DatabaseUrl.parse(text).describe()).isEqualTo(description);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            jdbc:postgresql://db/x             | it does not start with 'postgresql://'
            mysql://db/x                       | it does not start with 'postgresql://'
            host=db dbname=x                   | it does not start with 'postgresql://'
            postgresql://app:secret@db/x       | it holds a password
            postgresql://app@db/x?password=s   | it holds a password
            postgresql://app@a,b/x             | it names more than one host
            postgresql://app@db:54x/x          | port '54x' is not a number from 1 to 65535
            postgresql://app@db:65536/x        | port '65536' is not a number from 1 to 65535
            postgresql://app@db:0/x            | port '0' is not a number from 1 to 65535
            postgresql://app@db/x?sslmod=a     | unknown parameter 'sslmod'
            postgresql://app@db/x?sslmode=yes  | unknown sslmode 'yes'
            postgresql://app@db/x?connect_timeout=1s | connect_timeout '1s' is not a number of seconds
            postgresql://app@db/100%           | '100%' is not percent-encoded
            """)
    void refusesWhatItWouldNotHonour(String text, String cause) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOfSatisfying(
                        DbferryException.class, e -> assertThat(e.failure()).isEqualTo(Failure.CONFIG))
                .hasMessage("cannot read database.url: " + cause);
    }

    @Test
    void namesTheParametersThatItKnows() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://db/x?fallback=1"))
                .isInstanceOfSatisfying(DbferryException.class, e -> assertThat(e.hint())
                        .isEqualTo("Known are host, port, user, dbname, application_name, connect_timeout, options, "
                                + "sslmode, sslrootcert, sslcert, sslkey"));
    }
}
