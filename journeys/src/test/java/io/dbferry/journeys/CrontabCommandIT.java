package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dbferry.cli.Main;
import io.dbferry.schedule.UserCrontab;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.PrivateCron;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Debian's own {@code crontab} and {@code cron}. */
class CrontabCommandIT {
    @TempDir
    private Path folder;

    private TwoServers servers;
    private PrivateCron cron;
    private Path launcher;
    private Path config;

    @BeforeEach
    void start() throws Exception {
        cron = PrivateCron.in(folder.resolve("cron"));
        servers = TwoServers.in(folder, 15, 15);
        config = folder.resolve("sender.yaml");
        launcher = Files.writeString(folder.resolve("dbferry"), """
                #!/bin/sh
                exec '%s' -Xmx64m -XX:TieredStopAtLevel=1 -Ddbferry.launcher="$0" -Dlogback.configurationFile='%s' -cp '%s' %s "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        Path.of("src/main/resources/logback.xml").toAbsolutePath(),
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void addShowAndRemoveLeaveOtherLinesAlone() throws Exception {
        UserCrontab crontab = new UserCrontab(cron.crontab());
        crontab.replace(List.of("MAILTO=ops", "0 1 * * * true"));
        String start = launcher + " --quiet --config " + config + " dump ";
        String complete = "30 3 * * * " + start + "complete --if-free # dbferry " + config;
        String partial = "*/5 * * * * " + start + "partial --if-free # dbferry " + config;

        assertThat(crontab("show").succeeded()).isEqualTo("the crontab has no lines of this config\n");
        assertThat(crontab("add").succeeded()).isEqualTo("the crontab has now:\n" + complete + "\n" + partial + "\n");
        assertThat(crontab("add").succeeded())
                .isEqualTo("the crontab has these lines already:\n" + complete + "\n" + partial + "\n");
        assertThat(crontab.lines()).containsExactly("MAILTO=ops", "0 1 * * * true", complete, partial);

        servers.senderConfig("schedule: {complete-dump: never, partial-dump: '*/7 * * * *', jitter: 5s}");
        assertThat(crontab("show").succeeded())
                .isEqualTo(complete + "\n" + partial
                        + "\nwarning: these lines differ from the config; 'dbferry crontab add' updates them\n");
        assertThat(crontab("add").succeeded())
                .isEqualTo("warning: cron knows no schedule.jitter; the jobs start on the minute\n"
                        + "the crontab has now:\n" + partial.replace("*/5", "*/7") + "\n");
        assertThat(crontab.lines()).containsExactly("MAILTO=ops", "0 1 * * * true", partial.replace("*/5", "*/7"));

        assertThat(crontab("remove").succeeded()).isEqualTo("removed 1 lines\n");
        servers.senderConfig("schedule: {complete-dump: never, partial-dump: never}");
        assertThat(crontab("add").succeeded())
                .isEqualTo("the schedule says never; the crontab has no lines of this config\n");
        assertThat(crontab.lines()).containsExactly("MAILTO=ops", "0 1 * * * true");
    }

    @Test
    void zoneThatIsNotTheMachinesIsRefused() throws Exception {
        servers.senderConfig("schedule: {time-zone: Asia/Kathmandu}");

        ChildProcess add = crontab("add");

        assertThat(add.exitCode()).isEqualTo(2);
        assertThat(add.output())
                .matches(
                        "cannot write lines for the crontab: schedule.time-zone is Asia/Kathmandu, and cron goes by the time"
                                + " zone of this machine, \\S+\nHINT: Write the times in \\S+ and remove schedule.time-zone, or use"
                                + " 'dbferry run' instead\n");
        assertThat(new UserCrontab(cron.crontab()).lines()).isEmpty();
    }

    @Test
    void runThatFindsTheLockHeldSaysNothingToCron() throws Exception {
        Path lock = folder.resolve("sender/work/partial.lock");
        try (LockHolder holder = LockHolder.of(lock)) {
            assertThat(servers.sender("dump", "partial", "--quiet", "--if-free"))
                    .isEqualTo(new TwoServers.Run(0, "", ""));
            assertThat(servers.sender("dump", "partial", "--quiet").exit()).isEqualTo(7);
        }
    }

    @Test
    void cronRunsTheLine() throws Exception {
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY)");
        servers.senderConfig("schedule: {complete-dump: '* * * * *', partial-dump: never}");
        crontab("add").succeeded();

        Process daemon = cron.daemon();
        try {
            await().atMost(Duration.ofSeconds(150))
                    .until(() -> Files.isDirectory(servers.depot().resolve("complete")));
        } finally {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly().waitFor();
        }
    }

    private ChildProcess crontab(String action) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "--config", config.toString()));
        command.addAll(List.of("crontab", action));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_HOME");
        builder.environment().merge("PATH", cron.folderOfCrontab().toString(), (path, first) -> first + ":" + path);
        return ChildProcess.run(builder);
    }
}
