package io.dbferry.init.pair;

import io.dbferry.init.ask.BadAnswer;
import io.dbferry.init.ask.SftpAddress;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.signature.Ed25519Seed;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the receiver prints and the sender is given: one word that a shell takes as it is.
 *
 * @param depot {@code sftp://account@host:port/folder}
 * @param hostKey {@code SHA256:…} of the receiver's SSH server
 * @param recipient that the receiver decrypts for; empty if it does not
 * @param secret the seed of the one-time key, in base64 for URLs
 * @param until whole seconds
 */
public record PairingLine(
        String stream, String depot, String hostKey, Optional<String> recipient, String secret, Instant until) {
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final String BEGIN = "dbferry-pair:1,";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int FIELDS = 7;
    private static final int CHECK_DIGITS = 8;

    /** A line with a fresh secret. */
    public static PairingLine draw(
            String stream, String depot, String hostKey, Optional<String> recipient, Instant now) {
        byte[] seed = new byte[Ed25519Seed.BYTES];
        new SecureRandom().nextBytes(seed);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
        return new PairingLine(
                stream, depot, hostKey, recipient, secret, now.plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS));
    }

    public static PairingLine read(String text) throws BadAnswer {
        String line = text.strip();
        if (!line.startsWith("dbferry-pair:")) {
            throw new BadAnswer("it is no line that 'dbferry init receiver --apply' prints: those begin with " + BEGIN);
        }
        if (!line.startsWith(BEGIN)) {
            throw new BadAnswer("it is of another version of DbFerry: install the same one on both servers");
        }
        String[] fields = line.substring(BEGIN.length()).split(",", -1);
        int last = line.lastIndexOf(',');
        if (fields.length != FIELDS || !line.substring(last + 1).equals(check(line.substring(0, last)))) {
            throw new BadAnswer("it is not complete, or was changed on the way: paste the whole line again");
        }
        try {
            PairingLine pairing = new PairingLine(
                    decoded(fields[0]),
                    decoded(fields[1]),
                    decoded(fields[2]),
                    Optional.of(fields[3]).filter(key -> !key.isEmpty()),
                    fields[4],
                    Instant.from(TIME.parse(fields[5])));
            pairing.key();
            if (pairing.recipient.isPresent() && !AgeRecipients.isRecipient(pairing.recipient.get())) {
                throw new BadAnswer("it has a field that cannot be read");
            }
            SftpAddress.read(pairing.depot);
            return pairing;
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new BadAnswer("it has a field that cannot be read");
        }
    }

    /** The line to paste. */
    public String text() {
        String fields = List.of(stream, depot, hostKey).stream()
                .map(field -> URLEncoder.encode(field, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/")
                        .replace("%3A", ":")
                        .replace("%40", "@"))
                .collect(Collectors.joining(","));
        String line = BEGIN + fields + "," + recipient.orElse("") + "," + secret + "," + TIME.format(until);
        return line + "," + check(line);
    }

    private static String decoded(String field) {
        return URLDecoder.decode(field.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Against lines that were cut off or mistyped; no proof of anything. */
    private static String check(String line) {
        return HexFormat.of().formatHex(sha256(line)).substring(0, CHECK_DIGITS);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The one-time key. */
    public Ed25519Seed key() {
        return new Ed25519Seed(Base64.getUrlDecoder().decode(secret));
    }

    public SftpAddress address() throws BadAnswer {
        return SftpAddress.read(depot);
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(until);
    }
}
