package io.dbferry.sender.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.manifest.MediaFile;
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
        ShippedMediaJournal.add(log, new Sequence(1), folders, Stream.of(first, second));
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(log) - 20);
        }
        ShippedMediaJournal.add(log, new Sequence(2), folders, Stream.of(third, fourth));

        ShippedMediaJournal carried = ShippedMediaJournal.read(log);

        assertThat(Stream.of(first, second, third, fourth).map(f -> carried.carried(0, f.name(), f.sha256())))
                .containsExactly(true, false, false, true);
    }

    /** A complete's number is drawn before its files are read, and partials overtake it: receivers end with the partial's. */
    @Test
    void theHighestSequenceCountsWhicheverCameIntoTheDepotLast() throws Exception {
        MediaFile older = file("photo");
        Files.writeString(folders.get(0).folder().resolve("photo"), "written over");
        MediaFile newer = new MediaFile(
                0, "photo", 12, MediaPacker.sha256(folders.get(0).folder().resolve("photo")), "media-0001.tar");
        ShippedMediaJournal.add(log, new Sequence(11), folders, Stream.of(older));
        ShippedMediaJournal.add(log, new Sequence(10), folders, Stream.of(newer));

        ShippedMediaJournal carried = ShippedMediaJournal.read(log);

        assertThat(carried.carried(0, "photo", newer.sha256())).isFalse();
        assertThat(carried.notCarried(folders)).isEqualTo(new ShippedMediaJournal.Share(1, 12));
        ShippedMediaJournal.add(log, new Sequence(12), folders, Stream.of(newer));
        assertThat(ShippedMediaJournal.read(log).carried(0, "photo", newer.sha256()))
                .isTrue();
    }

    private MediaFile file(String name) throws Exception {
        Path path = Files.writeString(folders.get(0).folder().resolve(name), "content of " + name);
        return new MediaFile(0, name, Files.size(path), MediaPacker.sha256(path), "media-0001.tar");
    }
}
