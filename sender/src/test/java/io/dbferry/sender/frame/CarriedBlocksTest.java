package io.dbferry.sender.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sender remembers of blocks, and what it makes of a file that is damaged. */
class CarriedBlocksTest {
    @TempDir
    private Path work;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        CarriedBlocks blocks = new CarriedBlocks(List.of(
                new Holder(
                        BasesTest.holder(7, 0, 0).name(),
                        "",
                        500,
                        400,
                        300,
                        List.of(
                                new Block(new BlockHash(1, -2, 3, -4), 100, 50, 7),
                                new Block(new BlockHash(5, 6, 7, 8), 1L << 40, 1, 1))),
                BasesTest.holder(3, 9, 8)));
        StateFile<CarriedBlocks> file = CarriedBlocks.file(work);
        assertThat(file.read()).isEmpty();

        file.write(blocks.bytes(), Durability.CACHE);

        assertThat(file.read()).contains(blocks);
    }

    @Test
    void aDamagedFileCountsAsNone() throws Exception {
        byte[] whole = new CarriedBlocks(List.of(BasesTest.holder(3, 9, 8))).bytes();
        whole[9] ^= 1;
        for (byte[] damaged : List.of(whole, new byte[0], new byte[12])) {
            Files.write(work.resolve(CarriedBlocks.FILE), damaged);

            assertThat(CarriedBlocks.file(work).read()).isEmpty();
            assertThat(work.resolve(CarriedBlocks.FILE)).doesNotExist();
        }
    }
}
