package io.dbferry.stream.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes one line of {@code allowed_signers} apart; what cannot be understood is an IllegalArgumentException. */
final class AllowedSignersLine {
    /** A word, in which blanks may stand between double quotes. Gives nothing back, so that no line fills the stack. */
    private static final Pattern WORD = Pattern.compile("\\s*+((?:[^\\s\"]++|\"[^\"]*+\")++)");

    private static final Pattern OPTION = Pattern.compile("([a-zA-Z-]+)(?:=\"([^\"]*)\")?(?:,|$)");
    private static final Pattern TIME = Pattern.compile("(\\d{8})(\\d{4})?(\\d{2})?(Z?)");
    private static final Pattern KEY_TYPE = Pattern.compile("(ssh|ecdsa|sk|rsa)-[a-zA-Z0-9@.-]+");

    private final Matcher words;
    private final List<String> namespaces = new ArrayList<>();
    private Optional<Instant> validAfter = Optional.empty();
    private Optional<Instant> validBefore = Optional.empty();
    private final Set<String> given = new HashSet<>();
    private boolean authority;

    AllowedSignersLine(String line) {
        this.words = WORD.matcher(line);
    }

    /** The signer, or nothing for one that no signature can be checked for. */
    Optional<AllowedSigner> parse() {
        String principals = word("principal").replace("\"", "");
        String next = word("key type");
        if (!KEY_TYPE.matcher(next).matches()) {
            options(next);
            next = word("key type");
        }
        if (!KEY_TYPE.matcher(next).matches()) {
            throw new IllegalArgumentException("'" + next + "' is not a key type");
        }
        byte[] key = key(word("key"));
        if (!SshPublicKey.isKnown(next)) {
            return Optional.empty();
        }
        checkKey(next, key);
        String base64 = Base64.getEncoder().encodeToString(key);
        checkTimes();
        return Optional.of(new AllowedSigner(
                List.of(principals.split(",")), base64, authority, namespaces, validAfter, validBefore));
    }

    /** As ssh-keygen does: a key that is never valid is a slip of the pen. */
    private void checkTimes() {
        if (validAfter.isPresent()
                && validBefore.isPresent()
                && !validAfter.get().isBefore(validBefore.get())) {
            throw new IllegalArgumentException("valid-before is not later than valid-after");
        }
    }

    private static void checkKey(String type, byte[] key) {
        try {
            if (!SshPublicKey.parse(key).type().equals(type)) {
                throw new IllegalArgumentException("the key is not of the type '" + type + "'");
            }
        } catch (SignatureRefusedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private String word(String what) {
        if (!words.find()) {
            throw new IllegalArgumentException("it has no " + what);
        }
        return words.group(1);
    }

    private static byte[] key(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key is not base64", e);
        }
    }

    private void options(String text) {
        Matcher option = OPTION.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!option.find(end) || option.start() != end) {
                throw new IllegalArgumentException("'" + text.substring(end) + "' is not an option or a key type");
            }
            option(option.group(1).toLowerCase(Locale.ROOT), option.group(2));
            end = option.end();
        }
    }

    private void option(String name, @Nullable String value) {
        if (!given.add(name)) {
            throw new IllegalArgumentException("'" + name + "' is given twice");
        }
        if (name.equals("cert-authority") && value == null) {
            authority = true;
        } else if (name.equals("namespaces") && value != null) {
            namespaces.addAll(List.of(value.split(",")));
        } else if (name.equals("valid-after") && value != null) {
            validAfter = Optional.of(time(value));
        } else if (name.equals("valid-before") && value != null) {
            validBefore = Optional.of(time(value));
        } else {
            throw new IllegalArgumentException("'" + name + "' is not an option that is known");
        }
    }

    /** {@code YYYYMMDD[HHMM[SS]][Z]}; without the Z it is the time of this machine's zone, as for ssh-keygen. */
    private static Instant time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a time of the form YYYYMMDD[HHMM[SS]][Z]");
        }
        String minutes = time.group(2) == null ? "0000" : time.group(2);
        String seconds = time.group(3) == null ? "00" : time.group(3);
        ZoneId zone = time.group(4).isEmpty() ? ZoneId.systemDefault() : ZoneOffset.UTC;
        try {
            DateTimeFormatter format =
                    DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
            return LocalDateTime.parse(time.group(1) + minutes + seconds, format)
                    .atZone(zone)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is not a time of the form YYYYMMDD[HHMM[SS]][Z]", e);
        }
    }
}
