package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandIT {
    @TempDir
    private Path folder;

    private TwoSides sides;

    @BeforeEach
    void prepare() throws IOException {
        sides = TwoSides.in(folder);
    }

    @Test
    void senderThatCanDoAllHasALineForEach() throws IOException {
        CommandRun run = CommandRun.of("check", "--config", sides.sender());

        assertThat(lines(run))
                .containsExactly(
                        "ok    database     " + TwoSides.SERVER.url(sides.senderDatabase) + " PostgreSQL <version>",
                        "ok    clock        the database's clock and this machine's differ by <seconds>",
                        "ok    rights       temporary tables may be made",
                        "ok    rights       2 tables and their sequences may be read",
                        "ok    tables       kind    completes only: not in partial.tables",
                        "ok    tables       report  window on changed, overlap 10 min (as configured): reads the"
                                + " table, 8.0 kB",
                        "ok    schema       <pg_dump> dumps the whole schema",
                        "ok    work         " + sides.folder + "/sender-work is writable, <size> free",
                        "ok    depot        " + sides.depot + " is readable and writable",
                        "warn  key          there is no key: shipments are not signed",
                        "      HINT: ssh-keygen -t ed25519 -N '' -f ~/.ssh/id_ed25519, then name it with ssh.private-key:"
                                + " the key that opens SFTP signs too");
        assertThat(run.exit()).isZero();
        assertThat(sides.depot).isEmptyDirectory();
    }

    @Test
    void largeObjectsThatAreNotShippedAreCounted() throws IOException {
        TwoSides.SERVER.execute(sides.senderDatabase, "SELECT lo_from_bytea(0, 'a'), lo_from_bytea(0, 'b')");

        assertThat(lines(CommandRun.of("check", "--config", sides.sender())))
                .containsSubsequence(
                        "warn  tables       the database has 2 large objects, which are not shipped",
                        "      HINT: Keep their content in a bytea column or in media files; 'vacuumlo -n' counts those that"
                                + " no row names");
    }

    @Test
    void strategyOfEachTableIsToldWithItsReasonAndCost() throws IOException {
        TwoSides.SERVER.execute(sides.senderDatabase, """
                CREATE TABLE public.kept (id int PRIMARY KEY, updated_at timestamptz NOT NULL, n int);
                CREATE INDEX kept_updated ON public.kept (updated_at);
                CREATE TABLE public.forgetful (id int PRIMARY KEY, updated_at timestamptz NOT NULL, n int);
                CREATE INDEX forgetful_updated ON public.forgetful (updated_at);
                INSERT INTO public.forgetful VALUES (1, now(), 0);
                CREATE TABLE public.maybe (id int PRIMARY KEY, updated_at timestamptz);
                CREATE INDEX maybe_updated ON public.maybe (updated_at);
                CREATE TABLE public.stamped (id int PRIMARY KEY, t timestamp NOT NULL);
                CREATE INDEX stamped_t ON public.stamped (t);
                CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql
                  AS 'BEGIN NEW.t := clock_timestamp(); RETURN NEW; END';
                CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON public.stamped
                  FOR EACH ROW EXECUTE FUNCTION public.stamp();
                CREATE TABLE public.half (id int PRIMARY KEY, updated_at timestamptz NOT NULL, n int);
                CREATE INDEX half_updated ON public.half (updated_at);
                CREATE FUNCTION public.half() RETURNS trigger LANGUAGE plpgsql AS
                  'BEGIN IF NEW.n > 0 THEN NEW.updated_at := now(); END IF; RETURN NEW; END';
                CREATE TRIGGER half BEFORE INSERT OR UPDATE ON public.half
                  FOR EACH ROW EXECUTE FUNCTION public.half();
                CREATE TABLE public.keyless (n int)""");
        TwoSides.SERVER.execute(sides.senderDatabase, "UPDATE public.forgetful SET n = 1");
        String config = sides.sender("postgres", "");

        Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                        lines(CommandRun.of("check", "--config", config)))
                .containsSubsequence(
                        "ok    tables       forgetful  scan (1 update left updated_at as it was): reads the table,"
                                + " 8.0 kB",
                        "ok    tables       half       scan (no trigger keeps updated_at for every change): reads the"
                                + " table, 0 B",
                        "ok    tables       kept       scan (no trigger keeps updated_at for every change): reads the"
                                + " table, 0 B",
                        "ok    tables       keyless    completes only: it has no key",
                        "ok    tables       kind       scan (no indexed column has the time of a row's last change): reads the"
                                + " table, 8.0 kB",
                        "ok    tables       maybe      scan (updated_at may be null): reads the table, 0 B",
                        "ok    tables       stamped    window on t, overlap 10 min (t is indexed, and a trigger sets it):"
                                + " reads by index stamped_t"));
    }

    @Test
    void senderWithoutRightsIsToldWhatToGrant() throws IOException {
        TwoSides.SERVER.createRole("checked", "secret");
        TwoSides.SERVER.execute(
                sides.senderDatabase,
                "REVOKE TEMPORARY ON DATABASE " + sides.senderDatabase + " FROM PUBLIC;"
                        + "GRANT SELECT ON public.kind TO checked; GRANT SELECT ON public.report TO checked;"
                        + "REVOKE SELECT ON public.kind FROM checked");
        String config = sides.sender("checked", "media: [{folder: /no/such, named-by: [report.picture]}]");
        Path password = Files.writeString(folder.resolve("password"), "secret");
        Files.setPosixFilePermissions(password, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                Path.of(config),
                Files.readString(Path.of(config)).replace("\"}", "\", password-file: " + password + "}"));

        CommandRun run = CommandRun.of("check", "--config", config);

        assertThat(lines(run))
                .containsSubsequence(
                        "fail  rights       cannot make temporary tables: permission denied",
                        "      HINT: As the database's owner: GRANT TEMPORARY ON DATABASE \"" + sides.senderDatabase
                                + "\" TO \"checked\"",
                        "fail  rights       cannot read table 'kind': permission denied",
                        "      HINT: As its owner: GRANT SELECT ON \"public\".\"kind\" TO \"checked\"",
                        "fail  rights       cannot read sequence 'report_id_seq': permission denied",
                        "      HINT: As its owner: GRANT SELECT ON SEQUENCE \"public\".\"report_id_seq\" TO"
                                + " \"checked\"",
                        "fail  media        cannot find media named by 'report.picture': the table has no such column",
                        "fail  media        cannot read media folder '/no/such': it does not exist",
                        "ok    depot        " + sides.depot + " is readable and writable");
        assertThat(run.exit()).isEqualTo(3);
    }

    @Test
    void closedSchemaIsToldOnce() throws IOException {
        TwoSides.SERVER.execute(
                "postgres", "DO $$ BEGIN CREATE ROLE outside LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        TwoSides.SERVER.execute(sides.senderDatabase, "REVOKE USAGE ON SCHEMA public FROM PUBLIC");

        CommandRun run = CommandRun.of("check", "--quiet", "--config", sides.sender("outside", ""));

        assertThat(lines(run))
                .containsExactly(
                        "fail  rights       cannot read schema 'public': permission denied",
                        "      HINT: As its owner: GRANT USAGE ON SCHEMA \"public\" TO \"outside\"",
                        "warn  key          there is no key: shipments are not signed",
                        "      HINT: ssh-keygen -t ed25519 -N '' -f ~/.ssh/id_ed25519, then name it with ssh.private-key:"
                                + " the key that opens SFTP signs too");
        assertThat(run.exit()).isEqualTo(3);
    }

    @Test
    void whatIsNotShippedIsAWarning() throws IOException {
        TwoSides.SERVER.execute(
                sides.senderDatabase,
                "CREATE TABLE public.keyless (a int); CREATE TABLE public.heir () INHERITS (public.kind);"
                        + "ALTER TABLE public.kind ENABLE ROW LEVEL SECURITY;"
                        + "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
                        + "CREATE FOREIGN TABLE public.far (a int) SERVER s");

        CommandRun run = CommandRun.of("check", "--quiet", "--config", sides.sender());

        assertThat(lines(run))
                .contains(
                        "warn  tables       far is a foreign table, which is not shipped",
                        "warn  tables       heir inherits from another table: both are shipped, as tables of their own"
                                + " that hold the same rows",
                        "warn  tables       kind has row-level security, whose policies loads do not bring",
                        "warn  tables       keyless has no key: its changes travel with completes only")
                .noneMatch(line -> line.startsWith("ok"));
        assertThat(run.exit()).isZero();
    }

    @Test
    void manyTablesOfAKindAreOneWarning() throws IOException {
        for (int i = 1; i <= 7; i++) {
            TwoSides.SERVER.execute(sides.senderDatabase, "CREATE TABLE public.n" + i + " (a int)");
        }

        assertThat(lines(CommandRun.of("check", "--quiet", "--config", sides.sender())))
                .contains(
                        "warn  tables       7 tables have no key, and their changes travel with completes only: n1, n2, n3, n4,"
                                + " n5 and 2 more",
                        "      HINT: Give each a key: ALTER TABLE \"public\".\"n1\" ADD PRIMARY KEY (...)");
    }

    @Test
    void receiverThatCanDoAllHasALineForEach() throws IOException {
        Path images = Files.createDirectories(sides.folder.resolve("images"));
        CommandRun run = CommandRun.of(
                "check",
                "--config",
                sides.receiver(
                        "postgres",
                        "name: viz\ntrust: {unsigned: accept}\nmedia: [{folder: " + images
                                + "}]\npostprocess: [{after: any, command: [sh, -c, x]}]"));

        assertThat(lines(run))
                .containsExactly(
                        "ok    database     " + TwoSides.SERVER.url(sides.receiverDatabase) + " PostgreSQL <version>",
                        "ok    clock        the database's clock and this machine's differ by <seconds>",
                        "ok    rights       schema dbferry may be made, for the ledger",
                        "ok    rights       2 tables may be changed",
                        "ok    rights       the role owns all tables: the first load is fast",
                        "ok    media        " + images + " is writable",
                        "ok    work         " + sides.folder + "/receiver-work is writable, <size> free",
                        "ok    depot        " + sides.depot + " is readable and writable",
                        "warn  trust        signatures are not checked: whoever writes to the depot writes to the"
                                + " database",
                        "      HINT: Name an allowed_signers file with trust.allowed-signers",
                        "ok    postprocess  sh -c x");
        assertThat(run.exit()).isZero();
        assertThat(images).isEmptyDirectory();
    }

    @Test
    void depotThatIsFullByKeepSizeIsFound() throws IOException {
        String sender = sides.sender("postgres", "");
        assertThat(CommandRun.of("dump", "complete", "--config", sender).exit()).isZero();
        Files.writeString(Path.of(sender), Files.readString(Path.of(sender)).replace("1MB}", "1MB, size: 1KB}"));

        CommandRun run = CommandRun.of("check", "--config", sender);

        assertThat(lines(run))
                .anyMatch(line -> line.startsWith("fail  depot        shipments there take ")
                        && line.endsWith(", keep.size allows 1.0 kB: nothing is shipped"));
        assertThat(run.exit()).isEqualTo(8);
    }

    @Test
    void ledgerOfAnotherRoleIsGivenByTheStatementsThatTheHintNames() throws IOException {
        TwoSides.SERVER.execute(
                "postgres", "DO $$ BEGIN CREATE ROLE heir LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        String sender = sides.sender("postgres", "partial: {tables: {'*': {strategy: scan}}}");
        assertThat(CommandRun.of("dump", "complete", "--config", sender).exit()).isZero();
        String more = "name: viz\ntrust: {unsigned: accept}";
        assertThat(CommandRun.of("load", "--config", sides.receiver("postgres", more))
                        .exit())
                .isZero();
        TwoSides.SERVER.execute(
                sides.receiverDatabase,
                "GRANT USAGE, CREATE ON SCHEMA public TO heir; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA"
                        + " public TO heir; GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO heir;"
                        + " GRANT TEMPORARY ON DATABASE \"" + sides.receiverDatabase + "\" TO heir");
        String receiver = sides.receiver("heir", more);

        List<String> found = lines(CommandRun.of("check", "--config", receiver));
        String hint = "      HINT: As their owner or a superuser: ";
        assertThat(found).contains("fail  rights       cannot keep the ledger in schema 'dbferry': permission denied");
        TwoSides.SERVER.execute(
                sides.receiverDatabase,
                found.stream()
                        .filter(line -> line.startsWith(hint))
                        .findFirst()
                        .orElseThrow()
                        .substring(hint.length()));

        assertThat(CommandRun.of("check", "--config", receiver).exit()).isZero();
        TwoSides.SERVER.execute(sides.senderDatabase, "DELETE FROM report; INSERT INTO kind VALUES (9)");
        assertThat(CommandRun.of("dump", "complete", "--config", sender).exit()).isZero();
        CommandRun load = CommandRun.of("load", "--config", receiver);
        assertThat(load.err()).isEmpty();
        assertThat(load.exit()).isZero();
        assertThat(CommandRun.of("verify", "--config", receiver).exit()).isZero();
    }

    @Test
    void streamThatGotAnotherNameIsFound() throws IOException {
        String sender = sides.sender("postgres", "");
        assertThat(CommandRun.of("dump", "complete", "--config", sender).exit()).isZero();
        Files.writeString(Path.of(sender), Files.readString(Path.of(sender)).replace("stream: test", "stream: other"));

        CommandRun run = CommandRun.of("check", "--config", sender);

        assertThat(lines(run))
                .contains("fail  work         cannot ship stream 'other': work folder '" + sides.folder
                        + "/sender-work' has shipped stream 'test'");
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void keyThatNobodyNamedIsFoundByWhatItSigned() throws IOException {
        SshKey key = SshKey.make(folder, "ed25519");
        String sender = sides.sender("postgres", "ssh: {private-key: " + key.privateFile() + "}");
        assertThat(CommandRun.of("dump", "complete", "--config", sender).exit()).isZero();
        Path signers = folder.resolve("signers");
        String receiver = sides.receiver("postgres", "name: viz\ntrust: {allowed-signers: " + signers + "}");

        Files.writeString(signers, "test " + SshKey.make(folder, "ed25519").publicLine() + "\n");
        CommandRun run = CommandRun.of("check", "--config", receiver);
        assertThat(lines(run))
                .contains(
                        "fail  trust        cannot load complete 000001: its signature is refused: the key that signed is"
                                + " not among the allowed signers");
        assertThat(run.exit()).isEqualTo(5);

        Files.writeString(signers, "test " + key.publicLine() + "\n");
        assertThat(CommandRun.of("check", "--config", receiver).exit()).isZero();
    }

    @Test
    void roleWhoseTransactionsAreReadOnlyMayLoad() throws IOException {
        TwoSides.SERVER.execute(
                sides.receiverDatabase,
                "ALTER DATABASE \"" + sides.receiverDatabase + "\" SET default_transaction_read_only = on");

        CommandRun run = CommandRun.of("check", "--config", sides.receiver());

        assertThat(lines(run)).noneMatch(line -> line.startsWith("fail"));
        assertThat(run.exit()).isZero();
    }

    @Test
    void receiverThatTrustsNobodyIsToldHowToBegin() throws IOException {
        for (String trust : List.of("", "trust: {unsigned: refuse}")) {
            CommandRun run = CommandRun.of("check", "--config", sides.receiver("postgres", "name: viz\n" + trust));

            assertThat(lines(run))
                    .containsSequence(
                            "fail  trust        no shipment is loaded: this config names no trusted signers",
                            "      HINT: Write 'test namespaces=\"dbferry\"' and the sender's public key into a file, as"
                                    + " one line, and name it with trust.allowed-signers; or take whatever is in the"
                                    + " depot: trust: {unsigned: accept}");
            assertThat(run.exit()).isEqualTo(2);
        }
    }

    @Test
    void everythingIsTriedAfterAFailureAndTheFirstGivesTheExitCode() throws IOException {
        TwoSides.SERVER.execute(
                "postgres", "DO $$ BEGIN CREATE ROLE bare LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        Files.delete(sides.depot);
        String config = sides.receiver(
                "bare",
                "name: viz\ntables: [report]\nreset: {report: [done]}\ntrust: {allowed-signers: /no/signers}\n"
                        + "postprocess: [{after: any, command: [no-such-program]}]");

        CommandRun run = CommandRun.of("check", "--config", config);

        assertThat(lines(run))
                .containsSubsequence(
                        "fail  rights       cannot make schema 'dbferry': permission denied",
                        "      HINT: As the database's owner: CREATE SCHEMA dbferry AUTHORIZATION \"bare\"",
                        "fail  rights       cannot change table 'report': permission denied",
                        "      HINT: As its owner: GRANT SELECT, INSERT, UPDATE, DELETE ON \"public\".\"report\" TO"
                                + " \"bare\"",
                        "warn  rights       the role does not own report: the first load is slower",
                        "fail  reset        cannot reset column 'done' of table 'report': the table has no such column",
                        "fail  depot        cannot open depot '" + sides.depot + "': the folder does not exist",
                        "fail  trust        cannot read '/no/signers': the allowed_signers file does not exist",
                        "fail  postprocess  cannot run 'no-such-program': it is not there, or this account has no right"
                                + " to it");
        assertThat(run.exit()).isEqualTo(6);
    }

    @Test
    void roleThatMissesEverythingIsToldOneGrantForAllTables() throws IOException {
        TwoSides.SERVER.execute(
                "postgres", "DO $$ BEGIN CREATE ROLE bare LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");

        assertThat(lines(CommandRun.of("check", "--config", sides.sender("bare", ""))))
                .containsSubsequence(
                        "fail  rights       cannot read tables 'kind', 'report': permission denied",
                        "      HINT: As its owner: GRANT SELECT ON \"public\".\"kind\", \"public\".\"report\" TO"
                                + " \"bare\"");
        List<String> receiver = lines(CommandRun.of(
                "check",
                "--config",
                sides.receiver("bare", "name: viz\ntables: [\"*\"]\ntrust: {allowed-signers: /no/s}")));
        assertThat(receiver)
                .containsSubsequence(
                        "fail  rights       cannot change tables 'kind', 'report': permission denied",
                        "      HINT: As its owner: GRANT SELECT, INSERT, UPDATE, DELETE ON \"public\".\"kind\","
                                + " \"public\".\"report\" TO \"bare\"",
                        "fail  rights       cannot change sequence 'report_id_seq': permission denied",
                        "      HINT: As its owner: GRANT USAGE, SELECT, UPDATE ON SEQUENCE \"public\".\"report_id_seq\""
                                + " TO \"bare\"",
                        "warn  rights       the role does not own kind, report: the first load is slower",
                        "      HINT: Nothing breaks; to load faster, as a superuser: GRANT \"postgres\" TO \"bare\"",
                        "fail  trust        cannot read '/no/s': the allowed_signers file does not exist",
                        "      HINT: With the public key that the sender's ssh-keygen -y -f KEY prints: echo 'test"
                                + " namespaces=\"dbferry\" ssh-ed25519 AAAA...' >> '/no/s'");
        Stream.of(receiver, lines(CommandRun.of("check", "--config", sides.sender("bare", ""))))
                .flatMap(List::stream)
                .filter(line -> line.contains("As its owner: GRANT"))
                .map(line -> line.replaceFirst(".*As its owner: ", ""))
                .forEach(grant -> TwoSides.SERVER.execute(
                        receiver.stream().anyMatch(l -> l.contains(grant))
                                ? sides.receiverDatabase
                                : sides.senderDatabase,
                        grant));
        assertThat(lines(CommandRun.of("check", "--config", sides.sender("bare", ""))))
                .contains("ok    rights       2 tables and their sequences may be read");
        assertThat(lines(CommandRun.of("check", "--config", sides.receiver("bare", "name: viz\ntables: [\"*\"]"))))
                .contains("ok    rights       2 tables may be changed");
    }

    @Test
    void jsonHasTheExitCodeAndEachFinding() throws IOException {
        Files.delete(sides.depot);

        CommandRun run = CommandRun.of("check", "--json", "--config", sides.sender());

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.exit()).isEqualTo(4);
        assertThat(json.at("/exitCode").asInt()).isEqualTo(4);
        assertThat(json.at("/role").asText()).isEqualTo("sender");
        assertThat(json.at("/findings/0/level").asText()).isEqualTo("ok");
        assertThat(json.at("/findings/0/subject").asText()).isEqualTo("database");
    }

    private static List<String> lines(CommandRun run) {
        assertThat(run.err()).isEmpty();
        return run.out()
                .lines()
                .map(line -> line.replaceAll("PostgreSQL 15\\.\\d+.*", "PostgreSQL <version>")
                        .replaceAll("\\d+\\.\\d s$", "<seconds>")
                        .replaceAll("[0-9.]+ [MGT]B free", "<size> free")
                        .replaceAll("schema       /\\S+/pg_dump", "schema       <pg_dump>"))
                .toList();
    }
}
