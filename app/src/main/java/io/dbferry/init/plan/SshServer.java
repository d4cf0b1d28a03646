package io.dbferry.init.plan;

import io.dbferry.init.step.Check;
import io.dbferry.init.step.Programs;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** This machine's sshd: its port, and how it learns of a new file in its configuration. */
public final class SshServer {
    private static final Path PID = Path.of("/run/sshd.pid");
    static final Path FOLDER = Path.of("/etc/ssh/sshd_config.d");

    private SshServer() {}

    /** Whether systemd runs the services of this machine. */
    public static boolean hasSystemd() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    /** The first port that it listens on; 22 if it does not say. */
    public static int port(Programs programs) {
        return programs.run(ShellCommand.of("sshd", "-T"))
                .out()
                .lines()
                .filter(line -> line.matches("port [0-9]{1,5}"))
                .map(line -> Integer.parseInt(line.substring(5)))
                .findFirst()
                .orElse(22);
    }

    private static ShellCommand reload() {
        return hasSystemd() || !Files.exists(PID)
                ? ShellCommand.of("systemctl", "reload", "ssh")
                : ShellCommand.of("pkill", "-HUP", "--pidfile", PID.toString(), "sshd");
    }

    /**
     * A file of its configuration for one account.
     *
     * @param settings of the account, as {@code sshd_config} has them; all lower case but for paths
     */
    static Step configuration(String account, List<String> settings) {
        Path file = FOLDER.resolve("dbferry-" + account.replaceFirst("^dbferry-", "") + ".conf");
        List<String> lines = new ArrayList<>(List.of("Match User " + account));
        settings.forEach(setting -> lines.add("    " + setting));
        Step write = FolderSteps.file(file, String.join("\n", lines) + "\n", "root", "root", "644");
        List<Check> checks = new ArrayList<>(write.checks());
        checks.add(new Check(
                ShellCommand.of("sshd", "-T", "-C", "user=" + account + ",host=localhost,addr=127.0.0.1"),
                settings.stream().map(SshServer::effective).toList()));
        List<ShellCommand> commands = new ArrayList<>(write.commands());
        commands.add(ShellCommand.of("sshd", "-t"));
        commands.add(reload());
        List<ShellCommand> undo = new ArrayList<>(write.undo());
        undo.add(reload());
        return new Step(
                "configure sshd for the account '" + account + "' in '" + file + "'",
                checks,
                commands,
                undo,
                "/etc/ssh/sshd_config must begin with 'Include /etc/ssh/sshd_config.d/*.conf', have nothing else for this"
                        + " account, and be valid: 'sshd -t' says; and sshd must run");
    }

    /** As {@code sshd -T} prints a setting: its key in lower case. */
    private static String effective(String setting) {
        int space = setting.indexOf(' ');
        return setting.substring(0, space).toLowerCase(Locale.ROOT)
                + setting.substring(space).replace("\"", "");
    }
}
