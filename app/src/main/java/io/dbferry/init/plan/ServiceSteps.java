package io.dbferry.init.plan;

import io.dbferry.init.step.Check;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The package's service of one side, where systemd runs services. */
public final class ServiceSteps {
    private final String unit;

    /** @param side {@code sender} or {@code receiver} */
    public ServiceSteps(String side) {
        this.unit = "dbferry-" + side;
    }

    /** @param written folders of others that it writes to; those below {@code /srv} it may write already */
    public List<Step> start(List<Path> written) {
        List<Step> steps = new ArrayList<>();
        List<Path> more =
                written.stream().filter(folder -> !folder.startsWith("/srv")).toList();
        if (!more.isEmpty()) {
            steps.add(paths(more));
        }
        steps.add(new Step(
                "start the service " + unit,
                List.of(
                        Check.succeeds("systemctl", "is-enabled", "--quiet", unit),
                        Check.succeeds("systemctl", "is-active", "--quiet", unit)),
                List.of(ShellCommand.of("systemctl", "enable", "--now", unit)),
                List.of(ShellCommand.of("systemctl", "disable", "--now", unit)),
                "Look at: journalctl -u " + unit));
        return steps;
    }

    private Step paths(List<Path> folders) {
        Path file = Path.of("/etc/systemd/system/" + unit + ".service.d/init.conf");
        String text = "[Service]\nReadWritePaths="
                + folders.stream().map(folder -> "\"" + folder + "\"").collect(Collectors.joining(" ")) + "\n";
        Step write = FolderSteps.file(file, text, "root", "root", "644");
        List<ShellCommand> commands = new ArrayList<>();
        commands.add(ShellCommand.of("install", "-d", "-m", "755", String.valueOf(file.getParent())));
        commands.addAll(write.commands());
        commands.add(ShellCommand.of("systemctl", "daemon-reload"));
        return new Step(write.title(), write.checks(), commands, write.undo(), write.hint());
    }

    /** Whether systemd is there and knows the service. */
    public boolean isKnown(io.dbferry.init.step.Programs programs) {
        return SshServer.hasSystemd()
                && programs.run(ShellCommand.of("systemctl", "cat", unit)).exit() == 0;
    }
}
