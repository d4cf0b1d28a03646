package io.dbferry.receiver.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.Depot;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentId;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.AppendingStore;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.folder.FolderStore;
import io.dbferry.stream.store.retry.Pace;
import io.dbferry.stream.store.retry.RetryPolicy;
import io.dbferry.stream.store.retry.RetryingStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptsTest {
    private static final ShipmentName SHIPMENT = new ShipmentName(Kind.COMPLETE, Instant.EPOCH, new Sequence(1));

    @Test
    void receiptOutlastsAConnectionThatBreaksInItsMidst(@TempDir Path folder) throws Exception {
        AppendingStore kept = FolderStore.open(folder);
        Depot depot = new Depot(
                new RetryingStore(breakingOnce(kept), new RetryPolicy(Duration.ofSeconds(5)), Pace.UNLIMITED), "s");
        List<String> warnings = new ArrayList<>();

        new Receipts(depot, "viz", "s", Clock.systemUTC(), warnings, null)
                .leave(SHIPMENT, Receipt.State.APPLIED, new ShipmentId(new Sequence(1), "0".repeat(64)), 7, null);

        assertThat(warnings).isEmpty();
        assertThat(kept.list("receipts/viz")).singleElement().satisfies(file -> assertThat(file.name())
                .isEqualTo("000001.json"));
    }

    /** Writes ten bytes of the first file, then fails as a broken connection does. */
    private static Store breakingOnce(AppendingStore store) {
        AtomicBoolean broken = new AtomicBoolean();
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("put") && broken.compareAndSet(false, true)) {
                        try (InputStream content = ((Content) arguments[1]).from(0)) {
                            store.append((String) arguments[0], 0, new ByteArrayInputStream(content.readNBytes(10)));
                        }
                        throw new DepotException(DepotException.Problem.UNREACHABLE, "cut", "run it again", null);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
