package io.dbferry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that both roles have. What is absent here has been told as a problem, or is missing; the records are built
 * only when there was no problem.
 */
final class SharedKeys {
    private final Section root;
    private final Surroundings surroundings;

    SharedKeys(Section root, Surroundings surroundings) {
        this.root = root;
        this.surroundings = surroundings;
    }

    Optional<String> stream() {
        return root.required("stream", Name::parse);
    }

    Optional<Path> work() {
        return root.required("work", surroundings::path);
    }

    Optional<DepotLocation> depot() {
        return root.required("depot", text -> DepotText.parse(text, surroundings));
    }

    Optional<DatabaseConfig> database() {
        Optional<Section> section = root.section("database");
        Optional<String> url = section.flatMap(s -> s.required("url", SharedKeys::databaseUrl));
        Optional<Path> passwordFile = section.flatMap(s -> s.parsed("password-file", surroundings::path));
        section.ifPresent(Section::refuseOthers);
        return url.map(u -> new DatabaseConfig(u, passwordFile));
    }

    SshConfig ssh() {
        Optional<Section> section = root.section("ssh");
        Optional<Path> privateKey = section.flatMap(s -> s.parsed("private-key", surroundings::path));
        Optional<Path> knownHosts = section.flatMap(s -> s.parsed("known-hosts", surroundings::path));
        Optional<Path> passphraseFile = section.flatMap(s -> s.parsed("passphrase-file", surroundings::path));
        Optional<Duration> retryFor = section.flatMap(s -> s.parsed("retry-for", Amount::duration));
        section.ifPresent(Section::refuseOthers);
        return new SshConfig(
                privateKey,
                knownHosts.orElse(surroundings.home().resolve(".ssh").resolve("known_hosts")),
                passphraseFile,
                retryFor.orElse(SshConfig.DEFAULT_RETRY_FOR));
    }

    /**
     * The two expressions of a role.
     *
     * @param what {@code dump} or {@code load}
     */
    Schedule schedule(String what, String otherRole, String whatOfOtherRole) {
        Optional<Section> section = root.section("schedule");
        Optional<String> complete = section.flatMap(s -> s.parsed("complete-" + what, CronText::parse));
        Optional<String> partial = section.flatMap(s -> s.parsed("partial-" + what, CronText::parse));
        section.ifPresent(
                s -> s.refuseOthers(otherRole, Set.of("complete-" + whatOfOtherRole, "partial-" + whatOfOtherRole)));
        return new Schedule(complete, partial);
    }

    /** Which parameters it may have is the affair of whoever connects. */
    private static String databaseUrl(String text) throws BadValue {
        if (text.matches("(?s)[a-z]+://[^/?@\\[]*:(?![0-9]*([/?]|$))[^@]*@.*")
                || text.matches("(?s).*\\bpassword *=.*")) {
            throw new BadValue("holds a password; put it into ~/.pgpass, PGPASSWORD or database.password-file");
        }
        if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
            throw new BadValue("does not start with 'postgresql://'; write postgresql://user@host:5432/database");
        }
        return text;
    }
}
