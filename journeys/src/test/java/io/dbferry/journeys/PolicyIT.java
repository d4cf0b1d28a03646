package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.OpenSshServer;
import io.dbferry.testing.PostgresServer;
import io.dbferry.testing.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may leave the sender: columns by rules, rows by conditions, in completes and partials alike. */
class PolicyIT {
    private static final String SECRET = "SECRET";

    private static final String USERS = """
            policy:
              key-file: %s
              columns:
                users:
                  name: hash
                  password: omit
                  feels: omit
                  mail: mask email
                  phone: mask phone
                  birth: 'null'
                  token: constant none
                  note: expression left(note, 2)
                visit: {who: hash}
            """;

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void tables() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
        Path key = folder.resolve("policy.key");
        Files.writeString(key, "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        String others =
                "name varchar(40) PRIMARY KEY, mail text, phone text, birth date, token text NOT NULL, note text,"
                        + " upper text GENERATED ALWAYS AS (upper(mail)) STORED";
        servers.onSender("CREATE TYPE mood AS ENUM ('SECRETmood');"
                + " CREATE TABLE users (" + others + ", password text DEFAULT 'SECRETdefault' NOT NULL,"
                + " feels mood, serial serial, CHECK (mail <> 'SECRETcheck' AND token <> ''));"
                + " CREATE INDEX ON users (mail) WHERE note <> 'SECRETindex'; CREATE INDEX ON users (phone);"
                + " CREATE UNIQUE INDEX ON users (password)");
        servers.onReceiver("CREATE TABLE users (" + others + ", serial int, password text DEFAULT 'own')");
        servers.onBoth("CREATE TABLE visit (id int PRIMARY KEY, who varchar(40) REFERENCES users, place text)");
        servers.onSender(
                "INSERT INTO users (name, mail, phone, birth, token, note, password) SELECT 'SECRETname' || i,"
                        + " 'SECRETmail' || i || '@x.org', '+56 9 1234' || i, now(), 'SECRETtoken', 'SECRETnote', 'SECRETpass' || i"
                        + " FROM generate_series(1, 4) i; INSERT INTO visit SELECT i, 'SECRETname' || i, 'here' FROM generate_series(1, 3) i");
    }

    private void policy(String partial) throws IOException {
        servers.senderConfig(USERS.formatted(folder.resolve("policy.key")) + "partial: " + partial);
    }

    @Test
    void columnsTravelByTheirRulesInACompleteAndInPartials() throws Exception {
        policy("{tables: {\"*\": {strategy: scan}}, deletes: every 1 partials}\nverify: {every: 1s}");
        ship("complete");
        servers.onSender(
                "INSERT INTO users VALUES ('SECRETname9', 'SECRETa@b.c', '123', now(), 'SECRETtoken', 'SECRETnote');"
                        + " UPDATE users SET note = 'ab SECRET' WHERE name = 'SECRETname1';"
                        + " INSERT INTO visit VALUES (9, 'SECRETname9', 'there'); DELETE FROM users WHERE name = 'SECRETname4'");
        ship("partial");

        assertThat(servers.receiverRowsOf("users", "mail, phone, birth, token, note, upper, password"))
                .containsExactly(
                        "(xxxxxxx@x.x,000,,none,SE,XXXXXXX@X.X,own)",
                        "(xxxxxxxxxxx@x.xxx,\"+00 0 00000\",,none,SE,XXXXXXXXXXX@X.XXX,own)",
                        "(xxxxxxxxxxx@x.xxx,\"+00 0 00000\",,none,SE,XXXXXXXXXXX@X.XXX,own)",
                        "(xxxxxxxxxxx@x.xxx,\"+00 0 00000\",,none,ab,XXXXXXXXXXX@X.XXX,own)");
        assertThat(servers.receiverRowsOf("visit v JOIN users u ON u.name = v.who", "v.id, v.place"))
                .containsExactly("(1,here)", "(2,here)", "(3,here)", "(9,there)");
        // As openssl has it: printf SECRETname1 | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assertThat(servers.receiverRowsOf("visit WHERE id = 1", "who"))
                .containsExactly("(60d6482b41ed0d756be33f5c57c0ad9e)");
        assertThat(servers.receiver("verify").exit()).isZero();
        assertThat(PlantedSecrets.in(folder, SECRET)).isEmpty();
    }

    @Test
    void theSchemaOfACompleteShowsNothingOfWhatStays() throws Exception {
        policy("{tables: {\"*\": {strategy: scan}}}");
        ship("complete");
        PostgresServer server = PostgresServer.of(18);
        String restored = server.createDatabase("restored");

        PsqlRestore.into(servers, server.url(restored));

        try (Connection connection = server.connect(restored)) {
            assertThat(PsqlRestore.lines(
                            connection,
                            "SELECT attname || ' ' || attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0"
                                    + " ORDER BY attnum"))
                    .containsExactly(
                            "name true",
                            "mail false",
                            "phone false",
                            "birth false",
                            "token true",
                            "note false",
                            "serial true");
            assertThat(PsqlRestore.lines(
                            connection, "SELECT relname FROM pg_class WHERE relkind = 'i' AND relname ~ '^users'"))
                    .containsExactlyInAnyOrder("users_pkey", "users_phone_idx");
            assertThat(PsqlRestore.lines(
                            connection,
                            "SELECT conname FROM pg_constraint WHERE contype IN ('f', 'c') AND conrelid <> 0"))
                    .containsExactly("visit_who_fkey");
            assertThat(PsqlRestore.lines(connection, "SELECT typname FROM pg_type WHERE typtype = 'e'"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{tables: {\"*\": {strategy: scan}}}",
                "{tables: {\"*\": {strategy: window, changed: at}}}",
                "{tables: auto}\nlog: {slot: policy_test, publication: policy_test}"
            })
    void rowsTravelWhileTheyMeetTheCondition(String partial) throws Exception {
        servers.onBoth(
                "CREATE TABLE item (id int PRIMARY KEY, open boolean, note text, at timestamptz);"
                        + " CREATE TABLE part (id int PRIMARY KEY, item int REFERENCES item, whole int REFERENCES part, at timestamptz)");
        servers.onSender(
                "CREATE PUBLICATION policy_test FOR TABLE item, part; INSERT INTO item SELECT i, i < 4, CASE WHEN i < 4"
                        + " THEN 'n' ELSE 'SECRET' END || i, now() FROM generate_series(1, 6) i; INSERT INTO part VALUES (1, 1, NULL), (2, 5, 1), (3, NULL, 2)");
        servers.senderConfig(
                "tables: [item, part]\npolicy: {rows: {item: open}, columns: {item: {at: 'null'}}}\npartial: "
                        + partial);
        try {
            ship("complete");
            assertThat(servers.receiverRowsOf("item", "id, at")).containsExactly("(1,)", "(2,)", "(3,)");
            assertThat(servers.receiverRowsOf("part", "id, whole")).containsExactly("(1,)");

            servers.onSender(
                    "UPDATE item SET open = false, note = 'SECRET', at = now() WHERE id = 2; UPDATE item SET open = NULL,"
                            + " note = 'SECRET', at = now() WHERE id = 3; UPDATE item SET open = true, note = 'now', at = now() WHERE id = 5;"
                            + " UPDATE item SET note = 'SECRETagain', at = now() WHERE id = 6");
            ship("partial");
            assertThat(servers.receiverRowsOf("item", "id, note")).containsExactly("(1,n1)", "(5,now)");
            assertThat(servers.receiver("verify").exit()).isZero();
            assertThat(servers.sender("dump", "partial").out()).contains("nothing changed");
            assertThat(PlantedSecrets.in(folder, SECRET)).isEmpty();

            // Nobody writes the rows that refer to it.
            servers.onSender("UPDATE item SET open = false, at = now() WHERE id = 1");
            ship("partial");
            assertThat(servers.receiverRowsOf("part", "id, whole")).isEmpty();
            servers.onSender("UPDATE item SET open = true, at = now() WHERE id = 1");
            ship("partial");
            assertThat(servers.receiverRowsOf("part", "id, whole")).containsExactly("(1,)", "(2,1)", "(3,2)");
            assertThat(servers.receiver("verify").exit()).isZero();
        } finally {
            servers.onSender(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'policy_test'");
        }
    }

    @Test
    void anotherPolicyBringsItsTablesAnew() throws Exception {
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, open boolean, note text);"
                + " CREATE TABLE keyless (note text); CREATE TABLE other (id int PRIMARY KEY)");
        servers.onSender(
                "INSERT INTO item SELECT i, i < 4, 'note' || i FROM generate_series(1, 4) i; INSERT INTO other VALUES (1)");
        String tables = "tables: [item, keyless, other]\n";
        servers.senderConfig(tables);
        ship("complete");

        servers.senderConfig(tables + "policy: {rows: {item: open}, columns: {item: {note: 'null'}}}");
        assertThat(servers.sender("dump", "partial").out()).contains("3 rows of");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("item", "id, note")).containsExactly("(1,)", "(2,)", "(3,)");

        servers.senderConfig(tables + "policy: {columns: {keyless: {note: omit}}}");
        assertThat(servers.sender("dump", "partial").out())
                .contains("a complete instead of a partial: the policy of table 'keyless' is another one");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("item", "id, note"))
                .containsExactly("(1,note1)", "(2,note2)", "(3,note3)", "(4,note4)");
    }

    @Test
    void aReceiverTakesNoShipmentOfAnotherPolicyThanItDemands() throws Exception {
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        servers.onSender("INSERT INTO item VALUES (1, 'SECRET')");
        String rules = "tables: [item]\npolicy: {columns: {item: {note: 'null'}}}";
        servers.senderConfig(rules);
        Matcher demanded = Pattern.compile("require-policy: ([0-9a-f]{64})")
                .matcher(servers.sender("policy").out());
        assertThat(demanded.find()).isTrue();
        servers.senderConfig("tables: [item]");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        servers.receiverConfig(demanded.group());

        String refused = "cannot load complete 000001: it travelled under no policy, and require-policy demands "
                + demanded.group(1)
                + "\nHINT: Correct the policy in the sender's config, then run 'dbferry dump complete' there\n";
        assertThat(servers.receiver("load", "--dry-run").err()).endsWith(refused);
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEqualTo(refused);
        assertThat(load.exit()).isEqualTo(5);
        assertThat(servers.receiverRowsOf("item", "note")).isEmpty();
        assertThat(servers.receiver("check").out()).contains("it travelled under no policy");
        assertThat(servers.receiver("status").out()).contains("it travelled under no policy");
        assertThat(servers.sender("status").out()).contains("it travelled under no policy");
        assertThat(servers.sender("dump", "partial").out())
                .as("no complete is asked for")
                .contains("nothing changed");

        servers.senderConfig(rules);
        ship("complete");
        assertThat(servers.receiverRowsOf("item", "note")).containsExactly("()");
        assertThat(servers.receiver("check").out()).contains("travelled under the policy that require-policy demands");
        servers.senderConfig("tables: [item]\npolicy: {columns: {item: {note: constant x}}}");
        assertThat(servers.sender("dump", "partial").exit()).isZero();
        assertThat(servers.receiver("load").err())
                .contains("it travelled under policy ", "If that policy is right now, set require-policy to ");
        assertThat(servers.receiverRowsOf("item", "note")).containsExactly("()");
    }

    @Test
    void whatDoesNotTravelAnyMoreIsPurgedOnTheReceiversYesAlone() throws Exception {
        servers.onSender("CREATE TABLE item (id int PRIMARY KEY, note text, mood text, code text, place text)");
        servers.onReceiver(
                "CREATE TABLE item (id int PRIMARY KEY, note text, mood text DEFAULT 'own', code text NOT NULL,"
                        + " place text, mine text DEFAULT 'mine')");
        servers.onBoth("CREATE TABLE other (id int PRIMARY KEY)");
        servers.onReceiver("CREATE TABLE keeps (other int REFERENCES other ON DELETE CASCADE)");
        servers.onSender("INSERT INTO item SELECT i, 'note', 'sad', 'x', 'here' FROM generate_series(1, 2) i;"
                + " INSERT INTO other VALUES (1), (2)");
        servers.senderConfig("tables: [item, other]");
        ship("complete");
        servers.onReceiver("INSERT INTO keeps VALUES (1)");
        assertThat(servers.receiver("policy", "leftovers").out()).startsWith("nothing is left over");

        servers.senderConfig("tables: [item]\npolicy: {columns: {item: {note: omit, mood: omit, code: omit}}}");
        assertThat(servers.sender("dump", "complete").exit()).isZero();
        assertThat(servers.receiver("load").exit()).isZero();
        String left =
                "left    table 'other', 2 rows\nleft    column 'item.code', 2 rows\nleft    column 'item.mood', 2 rows\n"
                        + "left    column 'item.note', 2 rows\n";
        assertThat(servers.receiver("policy", "leftovers").out()).isEqualTo(left);
        TwoServers.Run first = servers.receiver("policy", "leftovers", "--purge");
        assertThat(first.exit()).isEqualTo(6);
        assertThat(first.out())
                .contains(
                        "failed  table 'other', 2 rows: rows of table 'keeps' refer to it",
                        "failed  column 'item.code'")
                .contains("purged  column 'item.mood', 2 rows", "purged  column 'item.note', 2 rows");
        assertThat(servers.receiverRowsOf("item", "id, note, mood, code, place, mine"))
                .containsExactly("(1,,own,x,here,mine)", "(2,,own,x,here,mine)");
        assertThat(servers.receiverRowsOf("keeps", "other")).containsExactly("(1)");

        servers.onReceiver("ALTER TABLE item ALTER code SET DEFAULT ''; DELETE FROM keeps");
        assertThat(servers.receiver("policy", "leftovers", "--purge", "--json").exit())
                .isZero();
        assertThat(servers.receiver("policy", "leftovers").out()).startsWith("nothing is left over");
        assertThat(servers.receiverRowsOf("other", "id")).isEmpty();
        assertThat(servers.receiver("verify").exit()).isZero();
        servers.onSender("UPDATE item SET place = 'there' WHERE id = 1");
        ship("complete");
        assertThat(servers.receiverRowsOf("item", "id, note, mood, code, place, mine"))
                .containsExactly("(1,,own,\"\",there,mine)", "(2,,own,\"\",here,mine)");
    }

    @Test
    void whatWaitsFromBeforeAPolicyDoesNotLeave() throws Exception {
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        servers.senderConfig("tables: [item]");
        servers.onSender("INSERT INTO item VALUES (1, 'first')");
        ship("complete");
        servers.onSender("UPDATE item SET note = 'SECRET'");
        SshKey ssh = SshKey.make(folder, "ed25519");
        try (OpenSshServer readOnly = OpenSshServer.startReadOnly(folder.resolve("sshd"), List.of(ssh.publicFile()))) {
            servers.senderConfig(
                    "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + readOnly.port() + servers.depot(),
                    "tables: [item]\nssh: {private-key: " + ssh.privateFile() + ", known-hosts: "
                            + readOnly.knownHosts() + "}");
            assertThat(servers.sender("dump", "complete").exit()).isEqualTo(4);
        }
        assertThat(PlantedSecrets.in(folder, SECRET)).isNotEmpty().allMatch(leak -> leak.contains("/outbox/"));

        servers.senderConfig("tables: [item]\npolicy: {columns: {item: {note: 'null'}}}");
        ship("partial");

        assertThat(servers.receiverRowsOf("item", "id, note")).containsExactly("(1,)");
        assertThat(PlantedSecrets.in(folder, SECRET)).isEmpty();
    }

    @Test
    void filesThatOnlyHeldBackRowsNameStay() throws Exception {
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, open boolean, file text)");
        servers.onSender("INSERT INTO item VALUES (1, true, 'a.jpg'), (2, false, 'SECRET.jpg'), (3, false, 'a.jpg')");
        for (String name : List.of("a.jpg", "SECRET.jpg", "unnamed.jpg")) {
            Files.writeString(folder.resolve("sender/media").resolve(name), name);
        }
        servers.receiverConfig("media: [{folder: " + folder.resolve("receiver/media") + "}]");
        servers.senderConfig("tables: [item]\npolicy: {rows: {item: open}}\nmedia: [{folder: "
                + folder.resolve("sender/media") + ", named-by: [item.file]}]");
        ship("complete");
        servers.onSender("UPDATE item SET file = 'SECRET.jpg' WHERE id = 3");
        ship("partial");

        assertThat(folder.resolve("receiver/media").toFile().list()).containsExactlyInAnyOrder("a.jpg", "unnamed.jpg");
        assertThat(PlantedSecrets.in(folder, SECRET)).isEmpty();
        servers.onSender("UPDATE item SET open = true WHERE id = 2");
        ship("partial");
        assertThat(folder.resolve("receiver/media/SECRET.jpg")).hasContent("SECRET.jpg");
    }

    @Test
    void aFailureQuotesNoValue() throws Exception {
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        servers.onSender("INSERT INTO item VALUES (1, 'SECRET')");
        for (String rule :
                List.of("columns: {item: {note: \"expression note::int::text\"}}", "rows: {item: note::int > 0}")) {
            servers.senderConfig("tables: [item]\npolicy: {" + rule + "}");
            assertThat(servers.sender("dump", "complete").err())
                    .isEqualTo(
                            "cannot dump complete: PostgreSQL reports SQLSTATE 22P02, and what it says may quote a value that"
                                    + " policy holds back\nHINT: Look into the log of the database's server\n");
        }
        assertThat(PlantedSecrets.in(folder, SECRET)).isEmpty();
    }

    @Test
    void whatCannotHoldIsRefused() throws Exception {
        servers.onSender("CREATE TABLE place (at timestamptz PRIMARY KEY, day date, part int) ");
        assertRefused("columns: {userz: {name: omit}}", "cannot apply policy.columns: no table matches 'userz'");
        assertRefused("columns: {users: {Name: omit}}", "cannot apply policy.columns: 'users' has no column 'Name'");
        assertRefused(
                "columns: {users: {name: omit}}",
                "cannot apply policy.columns to 'users.name': omit would leave rows without a key");
        assertRefused(
                "columns: {users: {password: constant x}}",
                "cannot apply policy.columns to 'users.password': constant would make values equal that unique index"
                        + " 'users_password_idx' keeps apart");
        assertRefused(
                "columns: {users: {token: 'null'}}",
                "cannot apply policy.columns to 'users.token': null is no value of a column that is NOT NULL");
        assertRefused(
                "rows: {visit: \"id = 'SECRETconstant'\"}",
                "cannot apply policy.rows to 'visit': PostgreSQL reports SQLSTATE 22P02 for it");
        assertRefused(
                "columns: {users: {birth: mask digits}}",
                "cannot apply policy.columns to 'users.birth': a mask is for text, not for date");
        assertRefused(
                "columns: {users: {birth: constant SECRET}}",
                "cannot apply policy.columns to 'users.birth': the constant is no date");
        assertRefused(
                "columns: {place: {day: expression at::date}}",
                "cannot apply policy.columns to 'place.day': ERROR: generation expression is not immutable");
        assertRefused(
                "rows: {visit: id IN (SELECT 1)}",
                "cannot apply policy.rows to 'visit': ERROR: cannot use subquery in column generation expression");
        assertRefused(
                "rows: {users: token <> ''}",
                "cannot apply policy.rows to 'users': column 'name' of its key would show rows that do not travel");
        assertRefused(
                "rows: {visit: 'id > 1) OR (true'}",
                "cannot apply policy.rows to 'visit': the condition is not one piece of SQL");
        String key = ", key-file: " + folder.resolve("policy.key");
        assertRefused(
                "columns: {users: {birth: hash}}" + key,
                "cannot apply policy.columns to 'users.birth': a hash does not fit into date");
        assertRefused(
                "columns: {users: {name: hash}}" + key,
                "cannot apply policy.columns: foreign key 'visit_who_fkey' of 'visit' refers to 'users', and their columns have"
                        + " different rules");
    }

    @Test
    void checkSaysWhatStaysAndAStrictPolicyNamesWhatItHoldsBack() throws Exception {
        servers.onSender(
                "CREATE TABLE other (id int PRIMARY KEY); CREATE TABLE django_migrations (id int, app text, name text);"
                        + " INSERT INTO django_migrations VALUES (1, 'SECRETapp', 'x')");
        servers.senderConfig("policy: {strict: true, columns: {visit: {id: keep, place: keep}}}");

        TwoServers.Run check = servers.sender("check");
        assertThat(check.out())
                .contains("visit: who omit")
                .contains("table 'other' is not shipped: it is held back by a strict policy: no rule names the table");
        assertThat(servers.sender("dump", "complete").err())
                .contains("table 'users' is not shipped: it is held back by a strict policy: no rule names the table");
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRowsOf("visit", "id, who, place"))
                .containsExactly("(1,,here)", "(2,,here)", "(3,,here)");
        assertThat(PlantedSecrets.in(folder, SECRET)).isEmpty();

        servers.senderConfig("policy: {rows: {visit: SECRET = 1}}");
        assertThat(servers.sender("check").out())
                .contains("cannot apply policy.rows to 'visit': ERROR: column \"secret\" does not exist");
    }

    @Test
    void theCommandPrintsWhatLeavesAndSuggestsRulesThatHold() throws Exception {
        servers.senderConfig(
                "tables: [visit, users]\npolicy: {strict: true, columns: {visit: {id: keep, place: expression upper(place)}},"
                        + " rows: {visit: id < 3}}");

        assertThat(servers.sender("policy").out().replaceAll("[0-9a-f]{64}", "HASH"))
                .isEqualTo("""
                table  column  rule
                visit  id      keep
                visit  who     omit
                visit  place   expression
                table 'users' stays: it is held back by a strict policy: no rule names the table
                table 'visit': only rows with id < 3
                receivers can demand this policy with require-policy: HASH
                """);
        assertThat(servers.sender("policy", "--examples").out())
                .contains("visit  id      keep        1            1", "visit  who     omit        SECRETname1")
                .contains("visit  place   expression  here         HERE");
        assertThat(servers.sender("policy", "--json").out())
                .contains("\"table\" : \"visit\"", "\"rule\" : \"expression\"")
                .doesNotContain(SECRET);
        assertThat(servers.sender("policy", "--html").out())
                .startsWith("<!DOCTYPE html>")
                .contains("Only rows leave with: id &lt; 3", "The table stays: it is held back")
                .doesNotContain(SECRET);

        servers.senderConfig("");
        String suggestion = servers.sender("policy", "suggest").out();
        assertThat(suggestion)
                .contains("    users:\n      mail: mask email\n      phone: mask phone\n      birth: 'null'\n"
                        + "      token: constant\n      password: omit\n");
        servers.senderConfig(suggestion);
        assertThat(servers.sender("check").out()).contains("users: birth null, mail mask email, ");
    }

    private void assertRefused(String policy, String message) throws IOException {
        servers.senderConfig("policy: {" + policy + "}");
        TwoServers.Run run = servers.sender("dump", "complete");
        assertThat(run.err()).startsWith(message + "\nHINT: ").doesNotContain(SECRET);
        assertThat(run.exit()).isEqualTo(2);
    }

    private void ship(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.err()).isEmpty();
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.err()).isEmpty();
    }
}
