package io.dbferry.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {
    private static final Path HOME = Path.of("/home/operator");
    private static final String SHARED =
            "{stream: s, database: {url: 'postgresql://db/x'}, depot: /d, work: /w, name: n, ";

    @TempDir
    private Path folder;

    @Test
    void logFilesHaveWholeDaysASizeAndAFormat() throws IOException {
        Path file = write(SHARED + "role: receiver, logging: {fil: x, keep: 36h, size: 1KB, format: xml}}");

        assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), HOME)).hasMessage("""
                cannot read config '%s': 4 problems
                  line 1: logging.keep: '36h' is not whole days, such as 14d
                  line 1: logging.size: '1KB' is less than 64KB
                  line 1: logging.format: must be text or json, not 'xml'
                  line 1: logging.fil: unknown key; did you mean 'file'?""".formatted(file));
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheirLines() throws IOException {
        Path file = write("""
                role: sender
                stream: .hidden
                stream: other
                database: {url: "postgresql://app:pw@db/x", pasword-file: x}
                tabels: [a]
                work: [a]
                trust: {unsigned: accept}
                keep: {free_space: 2GB, complete: 4d}
                partial:
                  minutes: soon
                  tables:
                    AndroidRequests_report: {strategy: guess, changed: timeStamp}
                    AndroidRequests_bus: {}
                """);

        assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), HOME))
                .isInstanceOfSatisfying(DbferryException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.CONFIG);
                    assertThat(e.hint())
                            .isEqualTo("Correct the lines above; docs/reference/config.md describes every key");
                })
                .hasMessage("""
                        cannot read config '%s': 13 problems
                          line 1: depot: missing
                          line 2: stream: '.hidden' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-', the first of them not '.'
                          line 3: stream: duplicate key, first set on line 2
                          line 4: database.url: holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
                          line 4: database.pasword-file: unknown key; did you mean 'password-file'?
                          line 5: tabels: unknown key; did you mean 'tables'?
                          line 6: work: must be a single value, not a list
                          line 7: trust: a key of a receiver only
                          line 8: keep.free_space: unknown key; did you mean 'free-space'?
                          line 8: keep.complete: a key of a receiver, or of a sender with receipts: none
                          line 10: partial.minutes: 'soon' is not a whole number of minutes
                          line 12: partial.tables.AndroidRequests_report.strategy: must be window, scan, log or auto, not 'guess'
                          line 13: partial.tables.AndroidRequests_bus.changed: missing""".formatted(file));
    }

    @Test
    void oneProblemIsNotProblems() throws IOException {
        Path file = write("role: sender\n" + "stream: s\nwork: /w\ndepot: /d\n");

        assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), HOME))
                .hasMessage("cannot read config '" + file + "': 1 problem\n  line 1: database.url: missing");
    }

    @Test
    void emptyFileLacksEveryRequiredKey() throws IOException {
        assertThat(problems(write("# nothing yet\n")))
                .containsExactly(
                        "line 1: role: missing",
                        "line 1: stream: missing",
                        "line 1: database.url: missing",
                        "line 1: depot: missing",
                        "line 1: work: missing");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            role: sendr                        | role: must be sender or receiver, not 'sendr'
            trust: {}                          | role: missing
            role: sender, partial:             | partial: has no value
            role: sender, partial: {tables: }  | partial.tables: has no value
            role: sender, partial: {tables: x} | partial.tables: must be auto, or a map of tables, not 'x'
            role: sender, partial: {tables: [x]} | partial.tables: must be a map of keys, not a list
            role: sender, partial: {tables: {t: window}} | partial.tables.t: must be a map of keys, not a single value
            role: sender, partial: {tables: {t: {strategy: scan, changed: c}}} | partial.tables.t.changed: a key of strategy window only
            role: sender, partial: {deletes: 1h} | partial.deletes: '1h' is neither such as every 1h nor such as every 12 partials
            role: sender, partial: {deletes: every day} | partial.deletes: 'day' is not a duration such as 90s, 30m, 12h or 4d
            role: sender, partial: {minutes: 0} | partial.minutes: '0' is not a whole number of minutes
            role: sender, partial: 10          | partial: must be a map of keys, not a single value
            role: sender, tables: all          | tables: must be a list, not a single value
            role: sender, tables: [a, {b: c}]  | tables[1]: must be a single value, not a map
            role: sender, tables: [a, '']      | tables[1]: has no value
            role: sender, media: [{files: x}]  | media[0].folder: missing
            role: sender, media: [{folder: x, named-by: [image]}] | media[0].named-by[0]: 'image' is neither Table.column nor schema.Table.column
            role: sender, media: [{folder: x, files: '[a'}] | media[0].files: '[a' is not a glob
            role: sender, log: {slot: My-Slot} | log.slot: 'My-Slot' is not 1 to 63 of a-z 0-9 _, the letters of a slot's name
            role: sender, partial: {tables: {t: {strategy: log, changed: c}}} | partial.tables.t.changed: a key of strategy window only
            role: receiver, log: {}            | log: a key of a sender only
            role: sender, keep: {partial: 2d}  | keep.partial: a key of a receiver, or of a sender with receipts: none
            role: sender, keep: {free-space: 9999999TB} | keep.free-space: '9999999TB' is too large
            role: sender, schedule: {complete-load: x} | schedule.complete-load: a key of a receiver only
            role: sender, schedule: {complete-dump: 0 25 * * *} | schedule.complete-dump: '0 25 * * *' is not a cron expression: hour 25 is not one of 0 to 23
            role: sender, schedule: {complete-dump: x 3 * * *} | schedule.complete-dump: 'x 3 * * *' is not a cron expression: 'X' is not a minute
            role: sender, schedule: {complete-dump: '@reboot'} | schedule.complete-dump: must be never or five fields (minute, hour, day of month, month, day of week), not '@reboot'
            role: sender, schedule: {complete-dump: 0 0 30 2 *} | schedule.complete-dump: '0 0 30 2 *' never comes: no such month has such a day
            role: sender, schedule: {complete-dump: 5/15 * * * *} | schedule.complete-dump: '5/15 * * * *' is not a cron expression: a step needs a range or '*' before it, not as in '5/15'
            role: sender, schedule: {complete-dump: 0 4 */2 * 1} | schedule.complete-dump: '0 4 */2 * 1' is read differently by different programs: with a day of month and a day of week, neither may start with '*'
            role: sender, schedule: {complete-dump: 0 0 * * fri-mon} | schedule.complete-dump: '0 0 * * fri-mon' is not a cron expression: the range 'FRI-MON' runs backwards
            role: sender, schedule: {time-zone: Mars/Base} | schedule.time-zone: 'Mars/Base' is not a time zone such as America/Santiago or UTC
            role: sender, schedule: {jitter: 2h} | schedule.jitter: '2h' is longer than 1h
            role: sender, schedule: {at-once: no} | schedule.at-once: a key of a receiver only
            role: receiver, schedule: {at-once: maybe} | schedule.at-once: must be yes or no, not 'maybe'
            role: sender, ssh: {private-key: '${NO_KEY}/x'} | ssh.private-key: the environment variable NO_KEY is not set
            role: sender, [a]: b               | a key must be a single word
            role: sender, encrypt:             | encrypt: has no value
            role: sender, complete: {deduplicate: maybe} | complete.deduplicate: must be auto, always or never, not 'maybe'
            role: sender, complete: {deduplicate: always}, encrypt: {recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]} | complete.deduplicate: always does not go with encrypt: no part of an encrypted file can be read by itself
            role: sender, complete: {deduplicate: always}, receipts: none | complete.deduplicate: always does not go with receipts: none: no receiver could ask for what it misses
            role: receiver, complete: {deduplicate: auto} | complete: a key of a sender only
            role: sender, encrypt: {}          | encrypt.recipients: missing
            role: sender, encrypt: {recipients: []} | encrypt.recipients: is empty; name at least one, or remove encrypt
            role: sender, encrypt: {recipients: age1x} | encrypt.recipients: must be a list, not a single value
            role: sender, encrypt: {recipients: [age1x]} | encrypt.recipients[0]: 'age1x' is not an age recipient: age1…, as age-keygen -y prints it
            role: sender, encrypt: {recipients: [AGE-SECRET-KEY-1ABC]} | encrypt.recipients[0]: is a secret key, which belongs on the receiver alone; age-keygen -y prints its recipient
            role: sender, decrypt: {identity-file: x} | decrypt: a key of a receiver only
            role: receiver, encrypt: {recipients: []} | encrypt: a key of a sender only
            role: receiver, decrypt: {}        | decrypt.identity-file: missing
            role: receiver, partial: {}        | partial: a key of a sender only
            role: receiver, media: [{folder: x, files: y}] | media[0].files: a key of a sender only
            role: receiver, trust: {unsigned: yes} | trust.unsigned: must be accept or refuse, not 'yes'
            role: receiver, trust: {allowed-signers: x, unsigned: accept} | trust.unsigned: contradicts trust.allowed-signers; keep one of them
            role: receiver, postprocess: [{after: any}] | postprocess[0]: must have either command or sql
            role: receiver, postprocess: [{command: [x], sql: y}] | postprocess[0]: must have either command or sql
            role: receiver, postprocess: [{command: []}] | postprocess[0].command: names no program
            role: receiver, postprocess: [{command: python x.py}] | postprocess[0].command: must be a list, the program and its arguments: [python, manage.py, transform]
            role: receiver, postprocess: [{after: load, sql: x}] | postprocess[0].after: must be complete, partial or any, not 'load'
            role: receiver, postprocess: [{sql: a/x}, {sql: b/x}] | postprocess[1]: another step is named 'x' already; give each a name of its own with 'name'
            role: receiver, postprocess: [{sql: kafka}], publish: {kafka: {bootstrap: "k:1"}} | publish.kafka: is a consumer named 'kafka', as a step is; give the step another name
            role: receiver, publish: {kafka: {}} | publish.kafka.bootstrap: missing
            role: receiver, publish: {kafka: {bootstrap: "k:1,l"}} | publish.kafka.bootstrap: 'l' is not a server as host:port; put commas between several
            role: receiver, postprocess: [{sql: x, name: a b}] | postprocess[0].name: 'a b' is not 1 to 63 letters of A-Z, a-z, 0-9, '.', '_' and '-', the first of them not '.'
            role: receiver, postprocess: [{sql: x, batch: 0}] | postprocess[0].batch: '0' is not a whole number of at least 1
            role: receiver, postprocess: [{sql: x, tries: many}] | postprocess[0].tries: 'many' is not a whole number of at least 1
            role: receiver, postprocess: [{sql: x, timeout: 0s}] | postprocess[0].timeout: '0s' leaves no time
            role: receiver, map: {"public.*": t} | map.public.*: must be 'schema.*: schema.*' or 'table: table', not 'public.*: t'
            role: receiver, map: {a: c, b: c} | map.b: 'c' is there twice
            role: receiver, reset: {t: c}      | reset.t: must be a list, not a single value
            role: receiver, keep: {complete: 4} | keep.complete: '4' is not a duration such as 90s, 30m, 12h or 4d
            role: receiver, schedule: {partial-dump: x} | schedule.partial-dump: a key of a sender only
            role: receiver, alarm: {silence: 2}  | alarm.silence: '2' is not a duration such as 90s, 30m, 12h or 4d
            role: receiver, alarm: {silence: 0h} | alarm.silence: must be longer than 0; never disables the alarm
            role: receiver, alarm: {loud: 2h}  | alarm.loud: unknown key
            role: sender, notify: {mails: {}}  | notify.mails: unknown key; did you mean 'mail'?
            role: sender, notify: {mail: {to: [], from: 'a@b', smtp: {host: h}}} | notify.mail.to: is empty; name at least one address
            role: sender, notify: {mail: {from: 'a@b', smtp: {host: h}}} | notify.mail.to: missing
            role: sender, notify: {mail: {to: [ops], from: 'a@b', smtp: {host: h}}} | notify.mail.to[0]: 'ops' is not a mail address such as ops@example.org
            role: sender, notify: {mail: {to: ['a@b'], from: 'a@b'}} | notify.mail.smtp.host: missing
            role: sender, notify: {mail: {to: ['a@b'], from: 'a@b', smtp: {host: h, port: 0}}} | notify.mail.smtp.port: '0' is not a port from 1 to 65535
            role: sender, notify: {mail: {to: ['a@b'], from: 'a@b', smtp: {host: h, security: ssl}}} | notify.mail.smtp.security: must be starttls, tls or none, not 'ssl'
            role: sender, notify: {mail: {to: ['a@b'], from: 'a@b', smtp: {host: h, password: x}}} | notify.mail.smtp.password: put it into a file and name that in password-file
            role: sender, notify: {mail: {to: ['a@b'], from: 'a@b', smtp: {host: h, user: u}}} | notify.mail.smtp: has a user and no password-file
            role: sender, notify: {mail: {to: ['a@b'], from: 'a@b', smtp: {host: h, user: u, password-file: p, security: none}}} | notify.mail.smtp: would send the password unencrypted; security must be starttls or tls
            role: sender, notify: {webhooks: ['https://u:secret@h/x']} | notify.webhooks[0]: is not a web address such as https://example.org/path, without user or password
            role: sender, notify: {webhooks: ['https://h/secret x']} | notify.webhooks[0]: is not a web address: Illegal character in path
            role: sender, notify: {ping: {success: 'ftp://h/secret'}} | notify.ping.success: is not a web address such as https://example.org/path, without user or password
            role: sender, metrics: {port: 70000} | metrics.port: '70000' is not a port from 1 to 65535
            role: sender, metrics: {hosts: ["a:80"]} | metrics.hosts[0]: 'a:80' is not a host's name or address, without a port
            role: sender, metrics: {folder: x} | metrics.folder: unknown key
            role: sender, keep: {completes: 3} | keep.completes: a key of a receiver, or of a sender with receipts: none
            role: receiver, keep: {completes: 0} | keep.completes: '0' is not a whole number of at least 1
            role: sender, logging: {keep: 12h}  | logging.keep: '12h' is not whole days, such as 14d
            role: receiver, logging: {format: xml} | logging.format: must be text or json, not 'xml'
            role: receiver, s3: {region: eu}   | s3: has no effect: depot does not begin with 's3://'
            role: receiver, zzzz: 1            | zzzz: unknown key
            role: receiver, retry-for: 1m      | retry-for: unknown key; did you mean 'ssh.retry-for' or 's3.retry-for'?
            """)
    void eachIsToldWithItsKey(String keys, String problem) throws IOException {
        String shared = keys.contains("sender") ? SHARED.replace("name: n, ", "") : SHARED;
        if (keys.contains("sendr")) {
            shared = SHARED;
        }

        assertThat(problems(write(shared + keys + "}"))).containsExactly("line 1: " + problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            endpoint: objects.example.org:9000 | s3.endpoint: is not the address of a server, such as https://objects.example.org:9000
            endpoint: https://key:secret@host  | s3.endpoint: is not the address of a server, such as https://objects.example.org:9000
            region: eu/central                 | s3.region: 'eu/central' is not a region, such as eu-central-1
            path-style: maybe                  | s3.path-style: must be yes or no, not 'maybe'
            retry-for: long                    | s3.retry-for: 'long' is not a duration such as 90s, 30m, 12h or 4d
            acces-key: x                       | s3.acces-key: unknown key
            """)
    void eachOfAnObjectStoreIsReported(String keys, String problem) throws IOException {
        Path file =
                write("{role: sender, stream: s, database: {url: 'postgresql://db/x'}, work: /w, depot: 's3://bucket',"
                        + " s3: {" + keys + "}}");

        assertThat(problems(file)).containsExactly("line 1: " + problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            postgresql://app:pw@db/x          | holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
            postgresql://app:p/w@db/x         | holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
            postgresql://app:@db/x            | holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
            postgresql://app@db/x?password=pw | holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
            host=db password = pw             | holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file
            jdbc:postgresql://db/x            | does not start with 'postgresql://'; write postgresql://user@host:5432/database
            """)
    void databaseUrlIsNeverRepeatedInAProblem(String url, String cause) throws IOException {
        Path file = write("{role: sender, stream: s, depot: /d, work: /w, database: {url: '" + url + "'}}");

        assertThat(problems(file)).containsExactly("line 1: database.url: " + cause);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"postgresql://db:5432/x?application_name=a@b", "'postgresql://[::1]:5432/x?application_name=a@b'"})
    void portIsNotTakenForAPassword(String url) throws IOException {
        Path file = write("{role: sender, stream: s, depot: /d, work: /w, database: {url: '" + url + "'}}");

        assertThat(ConfigFile.read(file, Map.of(), HOME).database().url()).isEqualTo(url);
    }

    @Test
    void brokenYamlIsToldWithItsLine() throws IOException {
        assertThat(problems(write("role: sender\nstream: a: b\n")))
                .containsExactly("line 2: not YAML: mapping values are not allowed here");
        assertThat(problems(write("- a\n"))).containsExactly("line 1: the file is not a map of keys");
        assertThat(problems(write("a: 1\n---\nb: 2\n")))
                .containsExactly("line 2: not YAML: but found another document");
    }

    @Test
    void missingFileSaysHowToNameAnother() {
        Path file = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), HOME))
                .isInstanceOfSatisfying(
                        DbferryException.class, e -> assertThat(e.hint()).isEqualTo("Name another with --config FILE"))
                .hasMessage("cannot read config '" + file + "': the file does not exist");
    }

    @Test
    void unreadableFileSaysWhy() throws IOException {
        Path latin1 = Files.write(folder.resolve("latin1.yaml"), "stream: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ConfigFile.read(latin1, Map.of(), HOME))
                .hasMessage("cannot read config '" + latin1 + "': the file is not UTF-8")
                .asInstanceOf(InstanceOfAssertFactories.type(DbferryException.class))
                .extracting(DbferryException::hint)
                .isEqualTo("Save it in UTF-8");
        assertThatThrownBy(() -> ConfigFile.read(folder, Map.of(), HOME))
                .hasMessage("cannot read config '" + folder + "': it is a folder");
    }

    /** The lines of the message after the first, without their indent. */
    static List<String> problems(Path file) {
        DbferryException e = catchThrowableOfType(DbferryException.class, () -> ConfigFile.read(file, Map.of(), HOME));
        return String.valueOf(e.getMessage()).lines().skip(1).map(String::strip).toList();
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("dbferry.yaml"), yaml);
    }
}
