package io.dbferry.status.read;

import io.dbferry.config.SenderConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.PartialPlan;
import io.dbferry.sender.change.TableChoice;
import io.dbferry.sender.change.log.RetainedWalGuard;
import io.dbferry.sender.outbox.SenderStatus;
import io.dbferry.sender.tables.SourceTables;
import io.dbferry.status.ReceiverProgress;
import io.dbferry.status.model.Problem.Part;
import io.dbferry.status.model.ReceiverStatus;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.ShipmentStatus.ReceiptStatus;
import io.dbferry.status.model.StatusModel.DatabaseStatus;
import io.dbferry.status.model.StatusModel.Lag;
import io.dbferry.status.model.StatusModel.TableStatus;
import io.dbferry.stream.Depot;
import io.dbferry.stream.ReceiptFolder;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a sender's status has: work folder, depot with receipts, database. */
final class SenderFacts {
    private final SenderConfig config;
    private final Attempts attempts;
    private final ShipmentMemory memory;
    private final Amount amount;
    private final Instant now;

    SenderFacts(SenderConfig config, Attempts attempts, ShipmentMemory memory, Amount amount, Instant now) {
        this.config = config;
        this.attempts = attempts;
        this.memory = memory;
        this.amount = amount;
        this.now = now;
    }

    void read(Database database, ModelDraft draft) {
        Optional<SenderStatus> sender = attempts.work(() -> SenderStatus.read(config.work()));
        sender.ifPresent(own -> own(own, draft));
        Sequence highest = sender.map(SenderStatus::highest).orElse(new Sequence(Long.MAX_VALUE));
        attempts.depot(depot -> {
            List<ShipmentName> inDepot = depot.shipments();
            draft.inDepot(inDepot);
            draft.nextCompleteFrom = depot.nextComplete(now).orElse(null);
            depot.freeBytes().ifPresent(bytes -> draft.depotFreeBytes = bytes);
            draft.receivers = ReceiverProgress.all(highest, inDepot, depot).stream()
                    .map(this::receiver)
                    .toList();
            draft.shipments = newest(inDepot, highest, depot);
            return true;
        });
        draft.lag = lag(draft);
        if (amount != Amount.MEASURES || RetainedWalGuard.mayHaveSlot(config.work())) {
            draft.database = database(database, draft);
        }
    }

    private void own(SenderStatus own, ModelDraft draft) {
        own.damaged()
                .forEach(path -> attempts.warn(
                        Part.WORK,
                        "'" + path + "' is damaged; the next dump sets it aside and continues without it",
                        null));
        draft.last = own.shipped() == null ? null : ShipmentStatus.named(own.shipped());
        draft.waiting = own.waiting().stream()
                .map(manifest -> ShipmentMemory.of(manifest.name(), manifest, null))
                .toList();
        draft.missingMedia = own.missing();
    }

    private ReceiverStatus receiver(ReceiverProgress progress) {
        ReceiverProgress.Failure failure = progress.lastFailure();
        return new ReceiverStatus(
                progress.receiver(),
                progress.state(),
                progress.sequence(),
                progress.time(),
                progress.message(),
                progress.applied(),
                progress.appliedTime(),
                progress.shipmentsBehind(),
                progress.shipmentsBehind() == 0 ? Long.valueOf(0) : age(progress.appliedTime()),
                progress.oldestMissing(),
                progress.holdsBack(),
                failure == null
                        ? null
                        : new ReceiverStatus.Failure(
                                failure.sequence(), failure.state(), failure.time(), failure.message()),
                progress.held(),
                progress.migrations());
    }

    private @Nullable Long age(@Nullable Instant since) {
        return since == null
                ? null
                : Long.valueOf(Math.max(0, Duration.between(since, now).toSeconds()));
    }

    private List<ShipmentStatus> newest(List<ShipmentName> inDepot, Sequence highest, Depot depot) throws IOException {
        List<ShipmentName> names =
                new ArrayList<>(inDepot.subList(Math.max(0, inDepot.size() - amount.shipments()), inDepot.size()));
        names.sort(Comparator.reverseOrder());
        List<ShipmentStatus> newest = new ArrayList<>();
        List<ReceiptFolder> folders = names.isEmpty()
                ? List.of()
                : depot.receipts(highest).stream().limit(amount.receiptsOf()).toList();
        for (ShipmentName name : names) {
            List<ReceiptStatus> receipts = new ArrayList<>();
            for (ReceiptFolder folder : folders) {
                memory.receipt(folder.receiver() + " " + name.folder(), () -> folder.of(name.sequence()))
                        .filter(receipt -> receipt.state() == Receipt.State.APPLIED)
                        .ifPresent(r -> receipts.add(new ReceiptStatus(folder.receiver(), r.state(), r.time())));
            }
            newest.add(memory.inDepot(name, depot).withReceipts(receipts));
        }
        return newest;
    }

    /** Of the receiver furthest behind; what waits here nobody can have applied. */
    private Lag lag(ModelDraft draft) {
        List<ReceiverStatus> receivers = draft.receivers == null ? List.of() : draft.receivers;
        List<ShipmentStatus> waiting = draft.waiting == null ? List.of() : draft.waiting;
        Optional<Long> longest = Stream.concat(
                        receivers.stream().map(ReceiverStatus::lagSeconds),
                        waiting.stream().map(shipment -> age(shipment.time())))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
        Optional<Instant> inStep = receivers.stream()
                .filter(receiver -> receiver.shipmentsBehind() > 0)
                .map(ReceiverStatus::appliedTime)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
        return new Lag(inStep.orElse(null), longest.orElse(null));
    }

    private DatabaseStatus database(Database database, ModelDraft draft) {
        Optional<OptionalLong> retained = attempts.database(() -> {
            try (Connection connection = database.connect()) {
                if (amount.tables()) {
                    draft.tables = memory.tables(now, () -> tables(connection, database));
                }
                return RetainedWalGuard.retained(config.log(), config.work(), connection);
            } catch (SQLException e) {
                throw database.refused("look at the database", e);
            }
        });
        OptionalLong wal = retained.orElse(OptionalLong.empty());
        return new DatabaseStatus(
                database.describe(), attempts.databaseWasReached(), wal.isPresent() ? wal.getAsLong() : null);
    }

    private List<TableStatus> tables(Connection connection, Database database) {
        try {
            return PartialPlan.of(config, SourceTables.read(config, connection), connection).stream()
                    .map(SenderFacts::table)
                    .toList();
        } catch (SQLException e) {
            throw database.refused("read the catalog", e);
        } catch (DbferryException e) {
            attempts.warn(Part.DATABASE, String.valueOf(e.getMessage()), e.hint());
            return List.of();
        }
    }

    private static TableStatus table(TableChoice choice) {
        return new TableStatus(
                choice.table().name().toString(),
                choice instanceof TableChoice.Followed followed
                        ? followed.strategy().describe(choice.table())
                        : null,
                choice.reason());
    }
}
