package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.cli.Main;
import io.dbferry.stream.signature.SshKeyFile;
import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandIT {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    private Path folder;

    private TwoSides sides;
    private Path sender;
    private Path receiver;

    @BeforeEach
    void twoSides() throws IOException {
        sides = TwoSides.in(folder);
        folder = sides.folder;
        sender = Files.createDirectory(folder.resolve("s")).resolve("dbferry.yaml");
        receiver = Files.createDirectory(folder.resolve("r")).resolve("dbferry.yaml");
        for (String database : List.of(sides.senderDatabase, sides.receiverDatabase)) {
            TwoSides.SERVER.execute(database, "ALTER TABLE public.report ADD picture text");
        }
        for (String role : List.of("init_sender", "init_receiver")) {
            TwoSides.SERVER.execute(
                    "postgres",
                    "DO $$ BEGIN CREATE ROLE " + role + " LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        }
    }

    @Test
    void whatBothPrintLeadsToTheFirstAppliedShipment() throws Exception {
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.writeString(images.resolve("one.jpeg"), "an image");
        TwoSides.SERVER.execute(sides.senderDatabase, "UPDATE public.report SET picture = 'one.jpeg' WHERE id = 1");
        try (OpenSshServer server = OpenSshServer.start(folder.resolve("sshd"), List.of())) {
            CommandRun there = init(
                    receiver,
                    "receiver",
                    "--yes",
                    "--database",
                    TwoSides.SERVER.url(sides.receiverDatabase, "init_receiver"),
                    "--stream",
                    "city",
                    "--name",
                    "viz",
                    "--account",
                    USER,
                    "--host",
                    "127.0.0.1:" + server.port(),
                    "--depot",
                    sides.depot.toString(),
                    "--sftp-folder",
                    sides.depot.toString(),
                    "--host-public-key",
                    server.hostKey().publicFile().toString(),
                    "--media",
                    folder.resolve("pictures").toString());
            assertThat(there.err()).isEmpty();
            assertThat(there.exit()).isZero();
            paste(there, sides.receiverDatabase);
            shell(lineAfter(there, "install -d -o " + USER + " -m 755 "));

            List<String> command = new ArrayList<>(
                    Arrays.asList(lineAfter(there, "dbferry --config /etc/dbferry/sender.yaml init sender ")
                            .split(" ")));
            command.subList(0, 5).clear();
            command.addAll(List.of(
                    "--yes",
                    "--database",
                    TwoSides.SERVER.url(sides.senderDatabase, "init_sender"),
                    "--media",
                    images.toString(),
                    "--key",
                    folder.resolve("s/key").toString(),
                    "--known-hosts",
                    folder.resolve("s/known_hosts").toString(),
                    "--tables",
                    "*"));
            command.add(0, "sender");
            CommandRun here = init(sender, command.toArray(String[]::new));
            assertThat(here.err()).isEmpty();
            paste(here, sides.senderDatabase);
            shell(lineAfter(here, "echo 'restrict,command=\"internal-sftp -u 0002\" ssh-ed25519 ")
                    .replace(
                            "~" + USER + "/.ssh/authorized_keys",
                            folder.resolve("sshd/authorized_keys").toString()));
            shell(lineAfter(here, "echo 'city namespaces="));

            assertThat(CommandRun.of("check", "--quiet", "--config", sender.toString())
                            .out())
                    .isEmpty();
            assertThat(CommandRun.of("check", "--remote", "--config", sender.toString())
                            .exit())
                    .isZero();
            assertThat(CommandRun.of("check", "--config", receiver.toString()).out())
                    .doesNotContain("fail");
            CommandRun dump = CommandRun.of("dump", "complete", "--config", sender.toString());
            assertThat(dump.out()).startsWith("shipped complete 000001: 5 rows of 2 tables, 1 media file");
            CommandRun load = CommandRun.of("load", "--config", receiver.toString());
            assertThat(load.out())
                    .contains("applied complete 000001: 5 rows inserted, 0 updated, 0 deleted, 1 media file");
            assertThat(folder.resolve("pictures/one.jpeg")).hasContent("an image");
            assertThat(Files.readString(sender)).contains("    named-by: [report.picture]\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sender)))
                    .isEqualTo("rw-------");
            assertThat(ChildProcess.run(RequiredProgram.find("ssh-keygen"), "-y", "-f", folder + "/s/key")
                            .succeeded())
                    .startsWith(SshKeyFile.read(folder.resolve("s/key")).publicLine());
        }
    }

    @Test
    void answersTypedAtATerminalAreAskedAgainUntilTheyCanBe() throws Exception {
        String config = sender.toString();
        List<String> answers = List.of(
                TwoSides.SERVER.url(sides.senderDatabase, "postgres"),
                "nothing*",
                "report",
                "a/b",
                "city",
                "none",
                "viz.invalid",
                "sftp://city@viz.invalid/bkps",
                folder.resolve("s/key").toString(),
                "");
        Path typed = Files.write(folder.resolve("typed"), answers);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        RequiredProgram.find("script").toString(),
                        "-qec",
                        java + " -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlogback.configurationFile="
                                + Path.of("src/main/resources/logback.xml").toAbsolutePath() + " -cp '"
                                + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                + "' " + Main.class.getName() + " --config " + config + " init sender",
                        "/dev/null")
                .redirectInput(typed.toFile());

        ChildProcess run = ChildProcess.run(builder);

        assertThat(run.output().replace("\r", ""))
                .contains(
                        "about rows      size  timestamps (*: with an index)\n",
                        "no table matches 'nothing*'; the list above has the tables",
                        "'a/b' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-', the first of them not '.'",
                        "'viz.invalid' is not of the form sftp://user@host/folder, or with a port sftp://user@host:22/folder",
                        "wrote '" + config + "', mode 600");
        assertThat(run.exitCode()).isZero();
        assertThat(Files.readString(sender))
                .contains("stream: city\n", "tables: [report]\n", "depot: sftp://city@viz.invalid/bkps\n");
        assertThat(run.output()).contains("CREATE ROLE \"dbferry\" LOGIN");
    }

    @Test
    void allThatIsMissingOrWrongIsToldAtOnceAndNothingIsWritten() throws IOException {
        CommandRun run = init(
                sender,
                "sender",
                "--database",
                TwoSides.SERVER.url(sides.senderDatabase),
                "--minutes",
                "ten",
                "--media",
                "images",
                "--key",
                folder.resolve("s/key").toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                cannot write a config: 3 answers are missing or wrong
                  --media: 'images' is not an absolute path
                  --depot: missing: Depot, as sftp://user@host/folder
                  --minutes: 'ten' is not a number of minutes
                HINT: Give them as options, or run this on a terminal to be asked
                """);
        assertThat(sender.getParent()).isEmptyDirectory();
    }

    @Test
    void columnThatMayNotBeReadYetIsNamedAsOneThatMayNameTheFiles() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));

        CommandRun run = init(
                sender,
                "sender",
                "--database",
                TwoSides.SERVER.url(sides.senderDatabase, "init_sender"),
                "--media",
                images.toString());

        assertThat(run.out())
                .contains("  " + images + ": 0 files; report.picture may name them: its values cannot be read yet, or"
                        + " there are none\n");
    }

    @Test
    void configThatExistsIsReplacedByForceAlone() throws IOException {
        Files.writeString(receiver, "mine");
        String[] words = {
            "receiver",
            "--database",
            TwoSides.SERVER.url(sides.receiverDatabase),
            "--depot",
            sides.depot.toString(),
            "--stream",
            "city"
        };

        CommandRun refused = init(receiver, words);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo("cannot write config '" + receiver + "': it exists\n"
                        + "HINT: --force replaces it; --config FILE before 'init' names another\n");
        assertThat(receiver).hasContent("mine");

        String[] forced = Arrays.copyOf(words, words.length + 1);
        forced[words.length] = "--force";
        assertThat(init(receiver, forced).exit()).isZero();
        assertThat(Files.readString(receiver)).contains("role: receiver\n");
    }

    @Test
    void filesThatExistAreNotReplacedOnTheWay() throws IOException {
        TwoSides.SERVER.createRole("django_two", "geheim-2");
        Path password = Files.writeString(folder.resolve("s/password"), "another's");
        Path settings = Files.writeString(
                folder.resolve("settings.py"), """
                DATABASES = {'default': {'NAME': '%s', 'USER': 'django_two', 'PASSWORD': 'geheim-2',
                    'HOST': '127.0.0.1', 'PORT': %d}}
                """.formatted(sides.senderDatabase, TwoSides.SERVER.port()));
        String[] words = {
            "sender",
            "--from-django",
            settings.toString(),
            "--write-password",
            "yes",
            "--depot",
            "sftp://a@viz.invalid/b"
        };

        CommandRun refused = init(sender, words);
        assertThat(refused.err())
                .isEqualTo("cannot write the password to '" + password + "': it exists\nHINT: --force replaces it;"
                        + " --password-file '" + password + "' uses it as it is\n");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(password).hasContent("another's");

        Path key = folder.resolve("s/key");
        Path beside = Files.writeString(folder.resolve("s/key.pub"), "of a key on a card");
        CommandRun keyless = init(
                sender, "sender", "--database", TwoSides.SERVER.url(sides.senderDatabase), "--key", key.toString());
        assertThat(keyless.err())
                .contains("  --key: '" + key + "' is not there, but '" + beside + "' is: a new key would replace it\n");
        assertThat(beside).hasContent("of a key on a card");
        assertThat(sender).doesNotExist();
    }

    @Test
    void hostKeyThatIsNotTheConfirmedOneIsNotTrusted() throws IOException {
        try (OpenSshServer server = OpenSshServer.start(folder.resolve("sshd"), List.of())) {
            CommandRun run = init(
                    sender,
                    "sender",
                    "--database",
                    TwoSides.SERVER.url(sides.senderDatabase),
                    "--depot",
                    "sftp://u@127.0.0.1:" + server.port() + "/d",
                    "--host-key",
                    "SHA256:other",
                    "--known-hosts",
                    folder.resolve("s/known_hosts").toString(),
                    "--key",
                    folder.resolve("s/key").toString());

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err())
                    .contains("--host-key: 'SHA256:other' is not what 127.0.0.1 shows, "
                            + server.hostKey().fingerprint()
                            + ": if it is what that server prints, someone stands in between");
            assertThat(sender.getParent()).isEmptyDirectory();
        }
    }

    @Test
    void originalsSettingsAreReadAndThePasswordGoesToAFileOfItsOwn() throws IOException {
        TwoSides.SERVER.createRole("django_app", "geheim-1");
        Path settings = Files.writeString(
                folder.resolve("settings.py"), """
                import os
                from keys import REMOTE
                BASE_DIR = os.path.dirname(os.path.abspath(__file__))
                DATABASES = {'default': {
                    'ENGINE': 'django.db.backends.postgresql_psycopg2', 'NAME': '%s',
                    'USER': "django" "_app", 'PASSWORD': 'geheim-1', 'HOST': '127.0.0.1', 'PORT': %d,
                }}
                VIZ_BKP_APP_IMGS_FLDR = os.path.join(BASE_DIR, 'reported_images')
                VIZ_BKP_APP_REMOTE_BKP_FLDR = r'/home/transapp/bkps'
                VIZ_BKP_APP_TIME = '5'
                VIZ_BKP_APP_HOST_DATABASE = DATABASES['default']['NAME']
                VIZ_BKP_APP_REMOTE_HOST = REMOTE['host']
                VIZ_BKP_APP_REMOTE_USER = 'transapp'
                VIZ_BKP_APP_TMP_BKP_FLDR = '/tmp/backup_viz'
                VIZ_BKP_APP_BKPS_LIFETIME = 3
                """.formatted(sides.senderDatabase, TwoSides.SERVER.port()));
        Path key = folder.resolve("s/key");

        CommandRun missing = init(sender, "sender", "--yes", "--from-django", settings.toString());
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("--depot: missing");
        assertThat(missing.out())
                .contains(
                        "  not taken: VIZ_BKP_APP_REMOTE_HOST: the receiver's init prints the address of the depot\n",
                        "  not written anywhere; put it into ~/.pgpass, or a file for database.password-file\n");

        CommandRun run = init(
                sender,
                "sender",
                "--yes",
                "--from-django",
                settings.toString(),
                "--depot",
                "sftp://transapp@viz.invalid/bkps",
                "--write-password",
                "yes",
                "--key",
                key.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("as role 'django_app', 2 tables:");
        assertThat(Files.readString(sender))
                .contains(
                        "stream: transapp\n",
                        "  minutes: 5 ",
                        "  - folder: " + folder.resolve("reported_images") + "\n",
                        "  password-file: " + folder.resolve("s/password") + "\n")
                .doesNotContain("geheim");
        assertThat(run.out()).doesNotContain("geheim-1");
        assertThat(folder.resolve("s/password")).hasContent("geheim-1\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s/password"))))
                .isEqualTo("rw-------");

        Path viz = Files.writeString(
                folder.resolve("viz.py"), """
                ANDROID_REQUESTS_BACKUPS = {
                    'REMOTE_BKP_FLDR' : '/home/transapp/bkps',  # the original's, until the switch
                    'TIME' : 5, 'BKPS_LIFETIME' : "4",
                }
                DATABASES = {'default': {'NAME': '%s', 'USER': 'postgres', 'HOST': '127.0.0.1', 'PORT': '%d'}}
                """.formatted(sides.receiverDatabase, TwoSides.SERVER.port()));
        CommandRun there = init(receiver, "receiver", "--yes", "--from-django", viz.toString());
        assertThat(there.err()).isEmpty();
        assertThat(Files.readString(receiver))
                .contains("stream: transapp\n", "depot: /srv/dbferry/transapp/bkps\n", "  complete: 4d ");
    }

    private static CommandRun init(Path config, String... words) {
        List<String> command = new ArrayList<>(List.of("--config", config.toString(), "init"));
        command.addAll(List.of(words));
        return CommandRun.of(command.toArray(String[]::new));
    }

    /** Runs the statements that were printed for psql, as a superuser. */
    private static void paste(CommandRun run, String database) {
        String sql = run.out().replaceFirst("(?s).*? <<'SQL'\n(.*?)\nSQL\n.*", "$1");
        TwoSides.SERVER.execute(database, sql);
    }

    private static void shell(String line) {
        ChildProcess.run(Path.of("/bin/sh"), "-c", line).succeeded();
    }

    private static String lineAfter(CommandRun run, String start) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }
}
