package io.dbferry.init;

import io.dbferry.config.key.SenderKeys;
import io.dbferry.failure.DbferryException;
import io.dbferry.init.ask.Answers;
import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.init.find.DatabaseAnswer;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.FoundTable;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.MediaSearch;
import io.dbferry.init.find.NamingColumn;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.write.Extras;
import io.dbferry.init.write.SenderYaml;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.store.sftp.login.OfferedHostKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code init sender} asks for. */
public final class SenderQuestions {
    private final Prompter interview;
    private final HostInfo machine;
    private final OpenDatabase open;
    private final KeyQuestions keys;
    private final DatabaseQuestions databases;

    /** @param force whether a password file is replaced */
    public SenderQuestions(Prompter interview, HostInfo machine, OpenDatabase open, boolean force) {
        this.interview = interview;
        this.machine = machine;
        this.open = open;
        this.keys = new KeyQuestions(interview, machine);
        this.databases = new DatabaseQuestions(interview, machine, open, force);
    }

    /**
     * What was answered.
     *
     * @param shipped the tables that the patterns choose; empty if the database could not be opened
     * @param hostKey what is to be written into {@code known_hosts}
     */
    public record Asked(
            SenderYaml yaml, Optional<FoundDatabase> shipped, SftpAddress depot, Optional<OfferedHostKey> hostKey) {}

    /** As {@link ReceiverQuestions#ask}. */
    public Asked ask(List<Path> djangoSettings) throws IOException {
        Optional<OriginalSettings> original = OriginalSettings.take(djangoSettings, true, interview);
        Source source = source(original);
        Way way = way();
        Optional<Path> work = interview.ask(
                new Question("--work", "Folder for state, logs and shipments on their way", "" + machine.defaultWork()),
                Answers::path);
        Optional<String> minutes = interview.given(
                new Question(
                        "--minutes",
                        "Minutes of overlap of partials: your longest transaction, and more",
                        SenderKeys.MINUTES.standard()),
                SenderQuestions::minutes);
        Optional<Boolean> log = interview.given(
                new Question("--strategy", "How partials find changes, auto or log", "auto"), SenderQuestions::isLog);
        Optional<String> recipient = interview.given(
                new Question("--recipient", "The age recipient that shipments are encrypted for, or none", "none"),
                SenderQuestions::recipient);
        Optional<Integer> page = PageQuestion.ask(interview);
        Extras extras = ExtraQuestions.ask(interview, machine.folder());
        interview.refuseIfIncomplete();
        SenderYaml yaml = new SenderYaml(
                source.stream().orElseThrow(),
                source.database().orElseThrow(),
                source.tables(),
                source.media(),
                minutes.orElseThrow(),
                way.depot().orElseThrow().text(),
                way.key().orElseThrow(),
                way.knownHosts().orElseThrow(),
                work.orElseThrow(),
                page.orElseThrow(),
                extras,
                log.orElseThrow(),
                recipient.filter(text -> !text.isEmpty()),
                source.shipped().map(FoundDatabase::tables).orElse(List.of()));
        return new Asked(yaml, source.shipped(), way.depot().orElseThrow(), way.hostKey());
    }

    /** What is shipped. */
    private record Source(
            Optional<DatabaseAnswer> database,
            List<String> tables,
            Optional<FoundDatabase> shipped,
            Optional<String> stream,
            List<SenderYaml.Media> media) {}

    private Source source(Optional<OriginalSettings> original) throws IOException {
        Optional<DatabaseAnswer> database = databases.ask(original.flatMap(OriginalSettings::password));
        Optional<FoundDatabase> found = database.flatMap(DatabaseAnswer::found);
        List<String> tables = tables(found, original.isPresent());
        Optional<FoundDatabase> shipped = found.map(f -> f.only(chosen(f, tables)));
        Optional<String> stream = DatabaseQuestions.stream(interview, database, original.isPresent());
        return new Source(database, tables, shipped, stream, media(database, shipped));
    }

    /** Where it goes to, and what opens the way. */
    private record Way(
            Optional<SftpAddress> depot,
            Optional<Path> key,
            Optional<Path> knownHosts,
            Optional<OfferedHostKey> hostKey) {}

    private Way way() {
        Optional<SftpAddress> depot =
                interview.ask(new Question("--depot", "Depot, as sftp://user@host/folder", null), SftpAddress::read);
        Optional<Path> key = keys.privateKey();
        Optional<Path> knownHosts = interview.given(
                new Question(
                        "--known-hosts",
                        "File of known hosts",
                        machine.home().resolve(".ssh/known_hosts").toString()),
                Answers::path);
        return new Way(depot, key, knownHosts, depot.flatMap(d -> knownHosts.flatMap(k -> keys.hostKey(d, k))));
    }

    private static boolean isLog(String answer) throws BadAnswer {
        if (!List.of("auto", "log").contains(answer)) {
            throw new BadAnswer("'" + answer + "' is neither auto nor log");
        }
        return answer.equals("log");
    }

    /** Empty for none. */
    private static String recipient(String answer) throws BadAnswer {
        if (!answer.equals("none") && !AgeRecipients.isRecipient(answer)) {
            throw new BadAnswer("it is no age recipient: those begin with age1");
        }
        return answer.equals("none") ? "" : answer;
    }

    private static String minutes(String answer) throws BadAnswer {
        if (!answer.matches("[1-9][0-9]{0,3}")) {
            throw new BadAnswer("'" + answer + "' is not a number of minutes");
        }
        return answer;
    }

    private List<String> tables(Optional<FoundDatabase> found, boolean original) {
        boolean seeds = original
                && found.filter(f -> chosen(f, List.of("*ndroid*equests_*")).isEmpty())
                        .isEmpty();
        return interview
                .ask(
                        new Question(
                                "--tables",
                                "Tables to ship: patterns as of pg_dump --table with commas between, or all of public",
                                seeds ? "*ndroid*equests_*" : "all"),
                        answer -> existing(Answers.list(answer), found))
                .orElse(List.of());
    }

    /** Names are lower case unless quoted, and a wildcard in quotes is none. */
    private static String advice(String pattern, FoundDatabase found) {
        String quoted = pattern.replace("\"", "").replaceAll("[^*?.]+", "\"$0\"");
        return chosen(found, List.of(quoted)).isEmpty()
                ? "the list above has the tables"
                : "write " + quoted + ": capitals need double quotes, with wildcards outside";
    }

    private static List<String> existing(List<String> patterns, Optional<FoundDatabase> found) throws BadAnswer {
        for (String pattern : patterns) {
            if (found.isPresent() && chosen(found.get(), List.of(pattern)).isEmpty()) {
                throw new BadAnswer("no table matches '" + pattern + "'; " + advice(pattern, found.get()));
            }
        }
        return patterns;
    }

    private static List<FoundTable> chosen(FoundDatabase found, List<String> patterns) {
        TablePatterns compiled = TablePatterns.of(patterns.isEmpty() ? List.of("*") : patterns);
        return found.tables().stream()
                .filter(t -> compiled.matches(t.table().name()))
                .toList();
    }

    private List<SenderYaml.Media> media(Optional<DatabaseAnswer> database, Optional<FoundDatabase> shipped) {
        MediaSearch search = new MediaSearch(namingColumns(database, shipped));
        List<Path> found = interview.isGiven("--media") ? List.of() : search.below(MediaSearch.USUAL_PLACES);
        found.forEach(folder -> interview.show("files that the database names: " + search.describe(folder)));
        String byDefault = found.isEmpty()
                ? "none"
                : String.join(",", found.stream().map(Path::toString).toList());
        List<Path> folders = interview
                .ask(
                        new Question("--media", "Folders of media with commas between, or none", byDefault),
                        Answers::paths)
                .orElse(List.of());
        List<SenderYaml.Media> media = new ArrayList<>();
        for (Path folder : folders) {
            if (!found.contains(folder)) {
                interview.show("  " + search.describe(folder));
            }
            media.add(new SenderYaml.Media(folder, namedBy(search, folder)));
        }
        return media;
    }

    private List<String> namedBy(MediaSearch search, Path folder) {
        List<String> proven = search.namedBy(folder);
        List<String> likely = proven.isEmpty() ? search.likely() : proven;
        Question question = new Question(
                "--named-by",
                "Columns that name the files of " + folder + ", with commas between, or none",
                likely.isEmpty() ? "none" : String.join(",", likely));
        return interview.ask(question, Answers::columns).orElse(List.of());
    }

    private List<NamingColumn> namingColumns(Optional<DatabaseAnswer> database, Optional<FoundDatabase> shipped) {
        if (database.isEmpty() || shipped.isEmpty()) {
            return List.of();
        }
        List<Table> tables =
                shipped.get().tables().stream().map(FoundTable::table).toList();
        try (Connection connection =
                open.of(database.get().url(), database.get().passwordFile()).connect()) {
            return NamingColumn.find(connection, tables);
        } catch (SQLException | DbferryException e) {
            interview.show("cannot look for columns that name files: " + e.getMessage());
            return List.of();
        }
    }
}
