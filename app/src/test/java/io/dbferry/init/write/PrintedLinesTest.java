package io.dbferry.init.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.ShellWord;
import io.dbferry.testing.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What init prints and writes, with names that shells, sshd and YAML read in ways of their own. */
class PrintedLinesTest {
    private static final List<String> ODD = List.of(
            "it's", "two words", "$HOME", "`id`", "a\\b", "#no", "null", "a:", "{a}", "x, y", "*", "\"Bus\"", "1.50");

    private final List<String> shown = new ArrayList<>();
    private final SetupInstructions lines = new SetupInstructions(new Prompter(Map.of(), null, shown::add));

    @Test
    void shellTakesEachWordAsItWas() {
        for (String word : ODD) {
            assertThat(ChildProcess.run(Path.of("/bin/sh"), "-c", "printf %s " + ShellWord.of(word))
                            .succeeded())
                    .isEqualTo(word);
        }
        HostInfo machine = new HostInfo(
                Path.of("/etc/my app/d.yaml"),
                Path.of("/root"),
                "dbferry",
                "here",
                "/opt/my app/dbferry",
                Optional.empty());
        assertThat(machine.command("check")).isEqualTo("'/opt/my app/dbferry' --config '/etc/my app/d.yaml' check");
    }

    @Test
    void yamlTakesEachTextAsItWas() {
        Load load = new Load(LoadSettings.builder().build());
        for (String text : ODD) {
            assertThat(load.loadFromString("key: " + Yaml.text(text))).isEqualTo(Map.of("key", text));
        }
        assertThat(load.loadFromString(Yaml.list(ODD))).isEqualTo(ODD);
        assertThat(Yaml.text("postgresql://me@host:5432/city?sslmode=require"))
                .isEqualTo("postgresql://me@host:5432/city?sslmode=require");
    }

    @Test
    void accountThatAShellMustQuoteIsLookedUpForItsHome() throws Exception {
        lines.forReceiver("city", SftpAddress.read("sftp://DOM\\me@viz/bkps"), "ssh-ed25519 AAAA", "/my signers");

        assertThat(shown)
                .contains(
                        "install -d -o 'DOM\\me' -m 700 \"$(getent passwd 'DOM\\me' | cut -d: -f6)\"/.ssh",
                        "echo 'city namespaces=\"dbferry\" ssh-ed25519 AAAA' >> '/my signers'");
    }

    @Test
    void folderOfAnAccountIsQuotedForShellAndSshd() {
        HostInfo machine =
                new HostInfo(Path.of("/c/d.yaml"), Path.of("/root"), "dbferry", "here", "dbferry", Optional.empty());

        lines.account("city", Path.of("/srv/my 100%/bkps"), "/bkps", machine);

        assertThat(shown)
                .contains(
                        "useradd --create-home --shell /usr/sbin/nologin --gid dbferry --password '*' city",
                        "install -d -o root -g root -m 755 /srv",
                        "install -d -o root -g root -m 755 '/srv/my 100%'",
                        "install -d -o city -g dbferry -m 2770 '/srv/my 100%/bkps'",
                        "install -m 644 -o root -g root /dev/stdin /etc/ssh/sshd_config.d/dbferry-city.conf <<'END'",
                        "    ChrootDirectory \"/srv/my 100%%\"",
                        "    ForceCommand internal-sftp -u 0002",
                        "END",
                        "sshd -t");
    }
}
