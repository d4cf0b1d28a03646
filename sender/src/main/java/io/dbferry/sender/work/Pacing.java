package io.dbferry.sender.work;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.stream.format.Sequence;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When the sender last did what it must not do with every run. If one of these files is lost, that is done once too
 * often.
 */
public record Pacing(Path folder) {
    /**
     * A complete that was shipped because it was asked for.
     *
     * @param shipped when it was in the depot
     * @param seconds from its begin until then
     */
    public record OnRequest(Instant shipped, long seconds) {
        public OnRequest {
            Objects.requireNonNull(shipped, "no time");
            if (seconds < 0) {
                throw new IllegalArgumentException("less than no time");
            }
        }
    }

    private record Cheaper(Sequence complete) {
        private Cheaper {
            Objects.requireNonNull(complete);
        }
    }

    private record LastHeartbeat(Instant left) {
        private LastHeartbeat {
            Objects.requireNonNull(left);
        }
    }

    /** The complete that was last shipped because it was asked for. */
    public Optional<OnRequest> completeOnRequest() {
        return read(requestFile());
    }

    public void rememberRequest(OnRequest complete) throws IOException {
        requestFile().write(Json.write(complete), Durability.DURABLE);
    }

    /** The complete that was last shipped because it cost less than a partial. */
    public Optional<Sequence> cheaperComplete() {
        return read(cheaperFile()).map(Cheaper::complete);
    }

    public void rememberCheaper(Sequence complete) throws IOException {
        cheaperFile().write(Json.write(new Cheaper(complete)), Durability.DURABLE);
    }

    /** When a heartbeat was last left in a depot. */
    public Optional<Instant> heartbeat() {
        return read(heartbeatFile()).map(LastHeartbeat::left);
    }

    public void rememberHeartbeat(Instant left) throws IOException {
        heartbeatFile().write(Json.write(new LastHeartbeat(left)), Durability.DURABLE);
    }

    private StateFile<LastHeartbeat> heartbeatFile() {
        return file("heartbeat.json", LastHeartbeat.class, "one heartbeat may be left too many");
    }

    private StateFile<Cheaper> cheaperFile() {
        return file("cheaper-complete.json", Cheaper.class, "one complete may be shipped too many");
    }

    private StateFile<OnRequest> requestFile() {
        return file("complete-on-request.json", OnRequest.class, "one complete may be shipped too many");
    }

    private <T> StateFile<T> file(String name, Class<T> type, String loss) {
        return new StateFile<>(folder, folder.resolve(name), json -> Json.read(json, type), loss);
    }

    private static <T> Optional<T> read(StateFile<T> file) {
        try {
            return file.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
