package io.dbferry.sender;

import io.dbferry.sender.outbox.ForeignShipments;
import io.dbferry.stream.format.manifest.Manifest;

/** Hears what a dump did and saw as soon as it is certain, also of a dump that fails later. */
public interface DumpListener {
    DumpListener SILENT = new DumpListener() {
        @Override
        public void delivered(Manifest shipment) {}

        @Override
        public void ignored(ForeignShipments foreign) {}

        @Override
        public void skipped(String why) {}
    };

    /** A shipment is in the depot. */
    void delivered(Manifest shipment);

    /** Shipments in the depot are not this sender's. */
    void ignored(ForeignShipments foreign);

    /** A table that the config chooses is not in a complete, in words for people. */
    void skipped(String why);
}
