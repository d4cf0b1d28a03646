package io.dbferry.receiver.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.RequestedMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WantedMediaTest {
    @TempDir
    Path work;

    @Test
    void filesAreAskedForByHashUntilTheyComeAtMostAThousandAtOnce() throws Exception {
        WantedMedia wanted = new WantedMedia(work);
        assertThat(wanted.requests()).isEmpty();

        wanted.found(IntStream.range(0, 1500).mapToObj(WantedMediaTest::file).toList());

        assertThat(wanted.count()).isEqualTo(1500);
        assertThat(wanted.requests())
                .hasSize(1000)
                .contains(RequestedMedia.hash(1, "f0"))
                .doesNotHaveDuplicates();

        wanted.keep(new java.util.TreeSet<>(List.of(new WantedMedia.Place(1, "f7"))));
        assertThat(new WantedMedia(work).requests()).containsExactly(RequestedMedia.hash(1, "f7"));

        wanted.found(List.of());
        assertThat(wanted.count()).isZero();
    }

    @Test
    void aDamagedListCountsAsNoneAndIsReplaced() throws Exception {
        WantedMedia wanted = new WantedMedia(work);
        Files.writeString(work.resolve("media-wanted.json"), "[{\"folder\":0");
        assertThat(wanted.count()).isZero();

        wanted.found(List.of(file(3)));

        assertThat(wanted.count()).isOne();
    }

    private static MediaFile file(int number) {
        return new MediaFile(1, "f" + number, 3, "sha", null);
    }
}
