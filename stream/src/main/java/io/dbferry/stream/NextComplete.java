package io.dbferry.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When the sender ships the next complete that is asked for, beside the heartbeat. It is not signed: it decides nothing,
 * and whoever can write into the depot can make a receiver name a wrong time, and no more.
 */
final class NextComplete {
    private static final int MAX_BYTES = 1 << 12;

    private NextComplete() {}

    private record Next(String stream, Instant from) {
        private Next {
            Objects.requireNonNull(stream, "no stream");
            Objects.requireNonNull(from, "no time");
        }
    }

    static void write(String stream, Instant from, Store store) throws IOException {
        store.delete(DepotLayout.NEXT_COMPLETE); // whatever stands there
        store.put(DepotLayout.NEXT_COMPLETE, Content.of(Json.write(new Next(stream, from))));
    }

    static Optional<Instant> after(Instant now, String stream, Store store) throws IOException {
        try (InputStream content = store.get(DepotLayout.NEXT_COMPLETE)) {
            return Optional.of(Json.readForeign(content.readNBytes(MAX_BYTES), Next.class))
                    .filter(next -> next.stream().equals(stream))
                    .map(Next::from)
                    .filter(now::isBefore);
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Optional.empty();
        } catch (DepotException e) {
            if (e.problem() == DepotException.Problem.ACCESS) {
                return Optional.empty(); // a folder or a link: nothing that a sender leaves
            }
            throw e;
        }
    }
}
