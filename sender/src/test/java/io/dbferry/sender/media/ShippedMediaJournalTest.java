package io.dbferry.sender.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Manifest.MediaFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaPacker;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedMediaJournalTest {
    @TempDir
    private Path folder;

    private Path log;
    private List<MediaFolder> folders;

    @BeforeEach
    void makeFolders() throws Exception {
        log = folder.resolve("carried-media.jsonl");
        folders = List.of(new MediaFolder(0, Files.createDirectories(folder.resolve("media")), "*"));
    }

    @Test
    void lineThatAKilledRunLeftHalfWrittenCostsNoMoreThanItsOwnAndTheNextFile() throws Exception {
        MediaFile first = file("first");
        MediaFile second = file("second");
        MediaFile third = file("third");
        MediaFile fourth = file("fourth");
        ShippedMediaJournal.add(log, folders, Stream.of(first, second));
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(log) - 20);
        }
        ShippedMediaJournal.add(log, folders, Stream.of(third, fourth));

        ShippedMediaJournal carried = ShippedMediaJournal.read(log);

        assertThat(Stream.of(first, second, third, fourth).map(f -> carried.carried(0, f.name(), f.sha256())))
                .containsExactly(true, false, false, true);
    }

    private MediaFile file(String name) throws Exception {
        Path path = Files.writeString(folders.get(0).folder().resolve(name), "content of " + name);
        return new MediaFile(0, name, Files.size(path), MediaPacker.sha256(path), "media-0001.tar");
    }
}
