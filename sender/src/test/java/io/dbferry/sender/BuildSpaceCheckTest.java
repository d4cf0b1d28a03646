package io.dbferry.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.config.Keep;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.format.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildSpaceCheckTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    @Test
    void shipmentsThatWaitMayTakeWhatTheConfigAllows() throws Exception {
        try (Sender sender = Sender.in(folder, new Keep(DAY, DAY, 0, 2000))) {
            sender.build(Kind.PARTIAL);
            check(sender).require(0);

            assertThatThrownBy(() -> check(sender).require(2000)).isInstanceOfSatisfying(DbferryException.class, e -> {
                assertThat(e.failure()).isEqualTo(Failure.DISK_SPACE);
                assertThat(e.getMessage())
                        .startsWith("cannot build a shipment in '" + sender.work.folder() + "': ")
                        .endsWith(" of other shipments, keep.work allows 2.0 kB");
            });
        }
    }

    @Test
    void depotMayTakeWhatTheConfigAllows() throws Exception {
        try (Sender sender = Sender.in(
                folder, new Keep(DAY, DAY, 0, Long.MAX_VALUE, Integer.MAX_VALUE, 2000, Duration.ZERO, true))) {
            sender.ship(Kind.PARTIAL);
            check(sender).require(0);
            check(sender).require(10);

            assertThatThrownBy(() -> check(sender).require(2000))
                    .isInstanceOf(DbferryException.class)
                    .hasMessageStartingWith("cannot build a shipment for depot '" + sender.depotFolder + "': ")
                    .hasMessageEndingWith(" of shipments there, keep.size allows 2.0 kB");
        }
    }

    @Test
    void whatIsToStayFreeStaysFree() throws Exception {
        try (Sender sender = Sender.in(folder, new Keep(DAY, DAY, Long.MAX_VALUE / 4, Long.MAX_VALUE))) {
            assertThatThrownBy(() -> check(sender).require(0)).isInstanceOfSatisfying(DbferryException.class, e -> {
                assertThat(e.failure()).isEqualTo(Failure.DISK_SPACE);
            });
        }
    }

    private static BuildSpaceCheck check(Sender sender) throws IOException {
        return new BuildSpaceCheck(sender.work, sender.config.keep(), sender.depot);
    }
}
