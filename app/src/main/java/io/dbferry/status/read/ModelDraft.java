package io.dbferry.status.read;

import io.dbferry.status.model.FirstLoadStatus;
import io.dbferry.status.model.ProofStatus;
import io.dbferry.status.model.ReceiverStatus;
import io.dbferry.status.model.ShipmentStatus;
import io.dbferry.status.model.StandingTable;
import io.dbferry.status.model.StatusModel.DatabaseStatus;
import io.dbferry.status.model.StatusModel.Due;
import io.dbferry.status.model.StatusModel.HeldBack;
import io.dbferry.status.model.StatusModel.Lag;
import io.dbferry.status.model.StatusModel.TableStatus;
import io.dbferry.stream.format.Receipt.Migrations;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.MissingFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read so far; what stays null is not known. */
final class ModelDraft {
    String depotAddress;
    DatabaseStatus database;
    Lag lag = Lag.UNKNOWN;

    @Nullable
    Integer inDepot;

    @Nullable
    Instant oldestInDepot;

    @Nullable
    Long depotFreeBytes;

    @Nullable
    ShipmentStatus last;

    @Nullable
    List<ShipmentStatus> waiting;

    @Nullable
    Due due;

    @Nullable
    HeldBack heldBack;

    @Nullable
    Instant nextCompleteFrom;

    @Nullable
    List<ReceiverStatus> receivers;

    @Nullable
    List<ShipmentStatus> shipments;

    @Nullable
    List<MissingFile> missingMedia;

    @Nullable
    List<TableStatus> tables;

    @Nullable
    ProofStatus proof;

    @Nullable
    List<StandingTable> standing;

    @Nullable
    List<String> left;

    @Nullable
    Migrations migrations;

    @Nullable
    FirstLoadStatus firstLoad;

    ModelDraft(String depotAddress, DatabaseStatus database) {
        this.depotAddress = depotAddress;
        this.database = database;
    }

    void inDepot(List<ShipmentName> shipments) {
        inDepot = shipments.size();
        oldestInDepot = shipments.isEmpty() ? null : shipments.get(0).time();
    }
}
