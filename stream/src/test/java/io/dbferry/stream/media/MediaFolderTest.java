package io.dbferry.stream.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaFolderTest {
    @TempDir
    private Path folder;

    @Test
    void filesAndFoldersThatGoWhileTheyAreListedAreLeftOut() throws Exception {
        List<String> all = List.of("a/1.jpeg", "b/2.jpeg", "b/deep/3.jpeg", "4.jpeg", "5.jpeg");
        for (String name : all) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), name);
        }
        try (Stream<String> listed = new MediaFolder(0, folder, "*.jpeg").names()) {
            Iterator<String> names = listed.iterator();
            assertThat(all).contains(names.next());
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder())
                        .filter(path -> !path.equals(folder))
                        .toList()) {
                    Files.delete(path);
                }
            }

            assertThat(names).isExhausted();
        }
    }
}
