package io.dbferry.stream.media;

import com.fasterxml.jackson.databind.MappingIterator;
import io.dbferry.stream.format.Decompressed;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentLayout;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.text.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The list of a shipment's media: in the manifest of a partial, in a file of its own of a complete. */
public final class MediaIndex {
    private MediaIndex() {}

    /** The files of a shipment in a folder of this machine, one at a time. */
    public static Stream<MediaFile> carried(Path shipment, Manifest manifest) throws IOException {
        if (manifest.kind() == Kind.PARTIAL) {
            return manifest.media().filesOrNone().stream();
        }
        Path index = shipment.resolve(ShipmentLayout.MEDIA_INDEX);
        return Files.exists(index) ? read(Files.newInputStream(index), Files.size(index)) : Stream.empty();
    }

    /**
     * Reads {@code media-index.json.zst}, one file at a time; closing the stream closes the input.
     *
     * @param bytes the index's length
     */
    public static Stream<MediaFile> read(InputStream index, long bytes) throws IOException {
        MappingIterator<MediaFile> files =
                Json.readArray(new BufferedInputStream(Decompressed.of(index, bytes)), MediaFile.class);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(files, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(() -> {
                    try {
                        files.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
