package io.dbferry.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalServersTest {
    private final LocalServers ofRoot = new LocalServers(Optional.of("dbferry"));

    @Test
    void rootNeverSetsUpARoleOfAnother() {
        assertThat(ofRoot.completed("postgresql:///city?port=5433&host=/run/pg"))
                .isEqualTo("postgresql://dbferry@/city?host=/run/pg&port=5433");
        assertThat(ofRoot.completed("postgresql://owner@/city?host=/run/pg"))
                .isEqualTo("postgresql://dbferry@/city?host=/run/pg");
        assertThat(ofRoot.completed("postgresql://owner@db.example.org:5433/city"))
                .isEqualTo("postgresql://dbferry@db.example.org:5433/city");
    }

    @Test
    void rootIsNotAdvisedToMakeARoleOfItsOwn() {
        LocalServers others = new LocalServers(Optional.empty());

        assertThat(others.completed("postgresql://me@/city")).isEqualTo("postgresql://me@/city");
        assertThat(others.refused("root", ""))
                .isEqualTo(
                        "no database of this machine opens to 'root' by itself; run init as the user that DbFerry will"
                                + " run as, or by root with --apply");
        assertThat(others.refused("me", "")).contains("'runuser -u postgres -- createuser me' as root makes a role");
    }
}
