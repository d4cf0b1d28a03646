package io.dbferry.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.stream.format.Heartbeat;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.Store;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A heartbeat in the depot: its JSON, a line break, and behind it the armored signature of all before it, in one file,
 * so that nobody sees the one with another's signature: docs/decisions/026.
 */
public final class HeartbeatFile {
    /** As of a receipt. The longest part is a snapshot with thousands of open transactions. */
    private static final int MAX_BYTES = 1 << 20;

    private static final byte[] SIGNATURE = "\n-----BEGIN SSH SIGNATURE-----".getBytes(StandardCharsets.US_ASCII);

    private HeartbeatFile() {}

    /** Decides whose heartbeats are believed. */
    @FunctionalInterface
    public interface Trust {
        /** @param signature no bytes if there is none */
        boolean isTrusted(byte[] signed, byte[] signature);
    }

    /** What {@link #read} asks. */
    static Soon ahead(Soon soon, Store store) {
        return new ReplacedFile(DepotLayout.HEARTBEAT, store).ahead(soon);
    }

    static void write(Heartbeat heartbeat, UnaryOperator<byte[]> sign, Store store) throws IOException {
        byte[] json = Json.write(heartbeat);
        byte[] signed = Arrays.copyOf(json, json.length + 1);
        signed[json.length] = '\n';
        byte[] signature = sign.apply(signed);
        byte[] file = Arrays.copyOf(signed, signed.length + signature.length);
        System.arraycopy(signature, 0, file, signed.length, signature.length);
        new ReplacedFile(DepotLayout.HEARTBEAT, store).write(file, Soon.NOTHING);
    }

    static Optional<Heartbeat> read(String stream, Trust trust, Store store) throws IOException {
        Optional<byte[]> file;
        try {
            file = new ReplacedFile(DepotLayout.HEARTBEAT, store).read(MAX_BYTES);
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.ACCESS) {
                return Optional.empty(); // a folder or a link: nothing that a sender leaves
            }
            throw e;
        }
        return file.isEmpty()
                ? Optional.empty()
                : parse(file.get(), trust)
                        .filter(heartbeat -> heartbeat.stream().equals(stream));
    }

    private static Optional<Heartbeat> parse(byte[] file, Trust trust) throws IOException {
        int end = end(file);
        byte[] signed = Arrays.copyOf(file, end);
        return trust.isTrusted(signed, Arrays.copyOfRange(file, end, file.length)) ? parse(signed) : Optional.empty();
    }

    /** Where the signature begins: no line of JSON can be like its first. */
    private static int end(byte[] file) {
        for (int i = 0; i + SIGNATURE.length <= file.length; i++) {
            if (Arrays.equals(file, i, i + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
                return i + 1;
            }
        }
        return file.length;
    }

    /** What was signed as a heartbeat; empty for anything else. */
    public static Optional<Heartbeat> parse(byte[] signed) throws IOException {
        try {
            return Optional.of(Json.readForeign(signed, Heartbeat.class))
                    .filter(heartbeat -> heartbeat.format() == Heartbeat.FORMAT);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
