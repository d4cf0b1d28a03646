package io.dbferry.init;

import io.dbferry.django.PythonSettings;
import io.dbferry.django.PythonValue;
import io.dbferry.django.PythonValue.Dict;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Unread;
import io.dbferry.django.StarImport;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.find.ShellWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The settings of AndroidRequestsBackups as answers: {@code VIZ_BKP_APP_…} or the dict {@code ANDROID_REQUESTS_BACKUPS}, and
 * {@code DATABASES}. Of several files the first that sets a name counts.
 */
final class OriginalSettings {
    private static final String DICT = "ANDROID_REQUESTS_BACKUPS";
    private static final List<String> PREFIXES = List.of("VIZ_BKP_APP_", "ANDROID_REQUESTS_BACKUPS_");

    private final List<Path> files;
    private final List<PythonSettings> settings = new ArrayList<>();
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<String> taken = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final List<String> notTaken = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
    private Optional<String> password = Optional.empty();

    private OriginalSettings(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** A setting's name as it stands in the file, and its value. */
    private record Setting(String name, PythonValue value, Path file) {}

    /** Reads the settings, shows what was read, and answers with it; empty without a file. */
    static Optional<OriginalSettings> take(List<Path> files, boolean sender, Prompter interview) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        OriginalSettings settings = read(files, sender);
        settings.show(interview::show);
        interview.takeAlso(settings.answers);
        return Optional.of(settings);
    }

    private static OriginalSettings read(List<Path> files, boolean sender) {
        OriginalSettings original = new OriginalSettings(files);
        for (Path file : files) {
            try {
                original.settings.add(PythonSettings.read(file));
            } catch (IOException e) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot read settings '" + file + "': "
                                + (e instanceof java.nio.file.NoSuchFileException
                                        ? "the file does not exist"
                                        : String.valueOf(e.getMessage())),
                        "Name a settings.py that Python 3 can read with --from-django, or give the answers as options",
                        e);
            }
        }
        original.database(sender ? "HOST_DATABASE" : "REMOTE_DATABASE");
        if (sender) {
            original.take("TIME", "--minutes", text -> text);
        } else {
            original.take("BKPS_LIFETIME", "--keep-complete", days -> days + "d");
        }
        original.untouched(sender);
        original.media();
        new OriginalJobs(
                        name -> original.plain(name).map(Setting::value),
                        (flag, answer, setting) -> original.put(flag, answer, setting),
                        (setting, why) -> original.notTaken.add(setting + ": " + why))
                .read(sender);
        original.rest(sender ? "the receiver" : "the sender");
        original.elsewhere();
        return original;
    }

    Optional<String> password() {
        return password;
    }

    private void show(Consumer<String> lines) {
        lines.accept("read, and not executed: "
                + String.join(", ", files.stream().map(Path::toString).toList()));
        taken.forEach(line -> lines.accept("  " + line));
        unread.forEach(line -> lines.accept("  not read: " + line));
        notTaken.forEach(line -> lines.accept("  not taken: " + line));
    }

    /** What the original goes on with until the switch, which may take as long as it wants. */
    private void untouched(boolean sender) {
        leave("REMOTE_BKP_FLDR", "DbFerry's depot is another folder; the original keeps this one until you switch");
        if (sender) {
            leave("REMOTE_HOST", "the receiver's init prints the address of the depot");
            leave("REMOTE_USER", "DbFerry's account there is another one; the original keeps this one");
            leave("PRIVATE_KEY", "DbFerry makes a key of its own; the original keeps this one");
            leave("TMP_BKP_FLDR", "DbFerry's work folder is another one, as the original empties this one");
        }
    }

    private void leave(String setting, String why) {
        find(setting).ifPresent(there -> notTaken.add(there.name() + ": " + why));
    }

    private void media() {
        if (find("IMGS_FLDR").isPresent()) {
            take("IMGS_FLDR", "--media", this::inProject);
        } else {
            plain("MEDIA_IMAGE")
                    .flatMap(this::textOf)
                    .ifPresent(text -> put("--media", inProject(text), "MEDIA_IMAGE"));
        }
    }

    /** The original looks for a relative folder in the project's. */
    private String inProject(String folder) {
        return folder.startsWith("/")
                ? folder
                : project().resolve(folder).normalize().toString();
    }

    private Path project() {
        Optional<Path> named = plain("BASE_DIR")
                .map(Setting::value)
                .filter(Text.class::isInstance)
                .map(value -> Path.of(((Text) value).text()))
                .filter(Path::isAbsolute);
        Path file = files.get(0).toAbsolutePath().normalize();
        return named.or(() -> Stream.iterate(file.getParent(), Objects::nonNull, Path::getParent)
                        .filter(folder -> Files.exists(folder.resolve("manage.py")))
                        .findFirst())
                .orElse(file.resolveSibling(""));
    }

    private interface Converted {
        String of(String text);
    }

    private void take(String setting, String flag, Converted converted) {
        text(setting).ifPresent(text -> put(flag, converted.of(text), setting));
    }

    private void put(String flag, String answer, String setting) {
        answers.put(flag, answer);
        taken.add(setting + ": " + flag.substring(2) + " = " + answer);
    }

    private void database(String nameSetting) {
        Optional<PythonValue> databases = plain("DATABASES").map(Setting::value);
        Optional<Dict> dict = databases
                .filter(Dict.class::isInstance)
                .map(Dict.class::cast)
                .map(d -> d.entries().get("default"))
                .filter(Dict.class::isInstance)
                .map(Dict.class::cast);
        if (dict.isEmpty()) {
            plain("DATABASES")
                    .ifPresent(setting -> textOf(new Setting(
                            "DATABASES",
                            databases
                                    .filter(Dict.class::isInstance)
                                    .map(Dict.class::cast)
                                    .map(d -> d.entries().getOrDefault("default", d))
                                    .orElse(setting.value()),
                            setting.file())));
        }
        Optional<String> user = entry(dict, "USER");
        Optional<String> host = entry(dict, "HOST");
        Optional<String> port = entry(dict, "PORT");
        Optional<String> name = text(nameSetting).or(() -> entry(dict, "NAME"));
        password = entry(dict, "PASSWORD");
        name.ifPresent(n -> put("--database", url(user, host, port, n), "DATABASES"));
        if (name.isPresent()) {
            String engine = entry(dict, "ENGINE").orElse("postgresql");
            if (!engine.contains("postg")) {
                unread.add("DATABASES has the engine " + engine + ", and DbFerry ships only PostgreSQL");
            }
        }
    }

    private static String url(Optional<String> user, Optional<String> host, Optional<String> port, String name) {
        boolean socket = host.filter(h -> h.startsWith("/")).isPresent();
        return "postgresql://"
                + user.map(u -> DatabaseQuestions.encoded(u) + "@").orElse("")
                + (socket
                        ? ""
                        : host.map(h -> h.contains(":") ? "[" + h + "]" : h).orElse(""))
                + port.map(p -> ":" + p).orElse("") + "/"
                + DatabaseQuestions.encoded(name)
                + (socket ? "?host=" + host.get() : "");
    }

    private Optional<String> entry(Optional<Dict> dict, String key) {
        return dict.map(d -> d.entries().get(key))
                .flatMap(value -> textOf(new Setting(
                        "DATABASES['default']['" + key + "']",
                        value,
                        plain("DATABASES").map(Setting::file).orElse(files.get(0)))))
                .filter(text -> !text.isEmpty());
    }

    private Optional<String> text(String name) {
        return find(name).flatMap(this::textOf);
    }

    private Optional<String> textOf(Setting setting) {
        PythonValue value = setting.value();
        if (value instanceof Text text) {
            return Optional.of(text.text());
        }
        if (value instanceof PythonValue.None) {
            return Optional.empty();
        }
        String why =
                value instanceof Unread u ? "line " + u.line() + ": it " + u.reason() : "it is not a text or number";
        String line = setting.name() + " in " + setting.file().getFileName() + ", " + why;
        if (!unread.contains(line)) {
            unread.add(line);
        }
        return Optional.empty();
    }

    /** Under any of the names that the original has had. */
    private Optional<Setting> find(String name) {
        for (String prefix : PREFIXES) {
            Optional<Setting> setting = plain(prefix + name);
            if (setting.isPresent()) {
                return setting;
            }
        }
        Optional<Setting> whole = plain(DICT);
        if (whole.isPresent() && whole.get().value() instanceof Dict dict) {
            asked.add(DICT + "['" + name + "']");
            return Optional.ofNullable(dict.entries().get(name))
                    .map(value -> new Setting(
                            DICT + "['" + name + "']", value, whole.get().file()));
        }
        whole.filter(setting -> setting.value() instanceof Unread).ifPresent(this::textOf);
        return Optional.empty();
    }

    /** Settings of the original that nothing here has asked for. */
    private void rest(String otherSide) {
        Stream.concat(
                        settings.stream().flatMap(file -> file.names().stream()).filter(name -> PREFIXES.stream()
                                .anyMatch(name::startsWith)),
                        plain(DICT).map(Setting::value).filter(Dict.class::isInstance).stream()
                                .flatMap(dict -> ((Dict) dict).entries().keySet().stream())
                                .map(name -> DICT + "['" + name + "']"))
                .filter(name -> !asked.contains(name))
                .forEach(name -> notTaken.add(name + ": it is for " + otherSide + ", or DbFerry needs no such thing"));
    }

    private Optional<Setting> plain(String name) {
        asked.add(name);
        Optional<Setting> unreadOne = Optional.empty();
        for (int i = 0; i < settings.size(); i++) {
            Optional<PythonValue> value = settings.get(i).get(name);
            if (value.isPresent()) {
                Setting setting = new Setting(name, value.get(), files.get(i));
                if (!(value.get() instanceof Unread)) {
                    return Optional.of(setting);
                }
                unreadOne = unreadOne.or(() -> Optional.of(setting));
            }
        }
        return unreadOne;
    }

    private void elsewhere() {
        for (int i = 0; i < settings.size(); i++) {
            Path importing = files.get(i);
            for (StarImport line : settings.get(i).elsewhere()) {
                Optional<Path> found = line.file(importing);
                if (found.filter(this::isRead).isEmpty()) {
                    unread.add("settings of '" + line.module() + "' come in on line " + line.line() + " of "
                            + importing.getFileName() + "; "
                            + found.map(file -> "add --from-django " + ShellWord.of(file.toString()))
                                    .orElse("name that file with another --from-django"));
                }
            }
        }
    }

    private boolean isRead(Path file) {
        return files.stream().anyMatch(read -> read.toAbsolutePath().normalize().equals(file));
    }
}
