package io.dbferry.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.DepotLocation;
import io.dbferry.config.Name;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepotTextTest {
    private static final ConfigContext SURROUNDINGS = new ConfigContext(Map.of(), Path.of("/home/me"), Path.of("/etc"));

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "sftp://me@host/bkps, me, host, 22, /bkps",
        "sftp://me@host:2222/bkps/a//, me, host, 2222, /bkps/a",
        "sftp://me@[::1]/bkps, me, ::1, 22, /bkps",
        "sftp://me@[fe80::1]:2222/bkps, me, fe80::1, 2222, /bkps",
        "sftp://a%40b@host/my%20bkps+x, a@b, host, 22, /my bkps+x"
    })
    void readsSftpUrls(String text, String user, String host, int port, String folder) throws BadValue {
        assertThat(DepotText.parse(text, SURROUNDINGS)).isEqualTo(new DepotLocation.Sftp(user, host, port, folder));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"s3://bucket, bucket, ''", "s3://my.bucket/a/b/, my.bucket, a/b"})
    void readsBuckets(String text, String bucket, String prefix) throws BadValue {
        assertThat(DepotText.parse(text, SURROUNDINGS)).isEqualTo(new DepotLocation.Objects(bucket, prefix));
    }

    @Test
    void readsFolders() throws BadValue {
        assertThat(DepotText.parse("../a b@c", SURROUNDINGS)).isEqualTo(new DepotLocation.Folder(Path.of("/a b@c")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            sftp://host/bkps         | names no user; write sftp://user@host/folder
            sftp://me:pw@host/bkps   | holds a password; name a key file in ssh.private-key instead
            sftp://me@host           | names no folder; write sftp://user@host/folder
            sftp://me@host/          | names no folder; write sftp://user@host/folder
            sftp://me@host/~/bkps    | SFTP servers do not know '~'; write the folder's absolute path
            sftp://me@/bkps          | names no host, or a port that is not a number; write sftp://user@host:22/folder
            sftp://me@host:ssh/bkps  | names no host, or a port that is not a number; write sftp://user@host:22/folder
            sftp://me@host:65536/b   | port 65536 is not one from 1 to 65535
            sftp://me@host/100%      | '/100%' is not percent-encoded; write a percent sign as %25
            s3://key:secret@bucket   | names a user or a port; credentials and server stand in the section s3
            s3://ab                  | 'ab' is no name of a bucket; write s3://bucket/prefix
            s3://bucket/a//b         | 'a//b' is no prefix: names of letters, digits, '.', '_' and '-', with '/' between
            s3://bucket/../b         | '../b' is no prefix: names of letters, digits, '.', '_' and '-', with '/' between
            gs://bucket/x            | is neither sftp://user@host/folder, s3://bucket/prefix nor a folder's path
            me@host:/bkps            | is neither sftp://user@host/folder, s3://bucket/prefix nor a folder's path
            """)
    void refusesWhatIsNoDepot(String text, String cause) {
        assertThatThrownBy(() -> DepotText.parse(text, SURROUNDINGS)).hasMessage(cause);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"viz.example.org, viz.example.org", "..x, x", "büro host, b-ro-host", "..., receiver"})
    void hostNamesBecomeNames(String host, String name) {
        assertThat(Name.ofHost(host)).isEqualTo(name);
    }
}
