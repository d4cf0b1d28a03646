package io.dbferry.sender.build;

import io.dbferry.event.Event;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.build.schema.PgDump;
import io.dbferry.sender.build.schema.PgDump.Section;
import io.dbferry.sender.build.schema.SchemaDump;
import io.dbferry.sender.build.schema.WholeDatabase;
import io.dbferry.sender.frame.DatabaseFile;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** Writes the frames of {@code database.sql.zst} that hold no rows: the schema before them, and what comes behind. */
final class SchemaFrames {
    private static final int FRAME_BYTES = 1 << 20;

    /** What would restore the rest would have some of the rows, and look well. */
    private static final String REFUSAL = """
            \\set ON_ERROR_STOP on
            DO $$ BEGIN
              RAISE EXCEPTION 'this file has not all rows of the complete: others stand in earlier completes'
                USING HINT = 'write them into one file with: dbferry export %s --to FILE';
            END $$;

            """;

    private final SourceSnapshot snapshot;
    private final DatabaseFile.Compressor compressor;
    private final List<Frame> frames;

    /** @param frames to add to */
    SchemaFrames(SourceSnapshot snapshot, DatabaseFile.Compressor compressor, List<Frame> frames) {
        this.snapshot = snapshot;
        this.compressor = compressor;
        this.frames = frames;
    }

    /** Stops whoever restores a file by itself that may refer to others. */
    void refusal(ShipmentName shipment) throws IOException {
        append(REFUSAL.formatted(shipment.sequence()));
    }

    void before(SchemaDump dump, List<Table> tables, String exported) throws IOException, SQLException {
        if (dump.whole().isPresent()) {
            append(SchemaBefore.HEAD);
            dump(dump.whole().get(), Section.PRE_DATA, exported);
        } else {
            Event.of("schema-of-tables")
                    .with("reason", String.valueOf(dump.reason()))
                    .say("the schema in database.sql.zst is that of the shipped tables alone: " + dump.reason());
            append(new SchemaBefore(snapshot.connection(), tables).sql());
        }
    }

    void after(SchemaDump dump, List<Table> tables, Catalog catalog, List<SourceSequence> sequences, String exported)
            throws IOException, SQLException {
        if (dump.whole().isPresent()) {
            append(new WholeDatabase(snapshot.connection()).sequenceValues());
            dump(dump.whole().get(), Section.POST_DATA, exported);
            append(new WholeDatabase(snapshot.connection()).refreshes());
        } else {
            append(new SchemaAfter(snapshot.connection(), tables, catalog.foreignKeys(), sequences).sql());
        }
    }

    private void dump(PgDump program, Section section, String exported) throws IOException {
        program.dump(snapshot.database(), section, exported, this::appendAll);
    }

    private void appendAll(InputStream sql) throws IOException {
        for (byte[] piece = sql.readNBytes(FRAME_BYTES); piece.length > 0; piece = sql.readNBytes(FRAME_BYTES)) {
            append(piece);
        }
    }

    private void append(String sql) throws IOException {
        append(sql.getBytes(StandardCharsets.UTF_8));
    }

    private void append(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            frames.add(compressor.append(
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), 0));
        }
    }
}
