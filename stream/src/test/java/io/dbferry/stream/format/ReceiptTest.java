package io.dbferry.stream.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.format.Receipt.Migrations;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    @Test
    void migrationsOfEachSideAloneAreNamedInTheirOrder() {
        Migrations found = Migrations.between(
                        List.of("city.0001", "city.0003", "city.0002"), List.of("bus.0001", "city.0001"))
                .orElseThrow();

        assertThat(found.missing()).containsExactly("city.0003", "city.0002");
        assertThat(found.own()).containsExactly("bus.0001");
        assertThat(found.lines("viz"))
                .containsExactly(
                        "migrations not applied on viz: city.0003, city.0002",
                        "migrations applied on viz only: bus.0001");
    }

    @Test
    void sameMigrationsAreNoDifferenceInWhateverOrder() {
        assertThat(Migrations.between(List.of("a.1", "b.1"), List.of("b.1", "a.1")))
                .isEmpty();
    }

    @Test
    void onlyTheSideThatDiffersGetsALine() {
        assertThat(new Migrations(List.of("a.1\u001b[31m"), List.of()).lines("viz"))
                .containsExactly("migrations not applied on viz: a.1\\u001b[31m");
        assertThat(new Migrations(List.of(), List.of("b.1")).lines("viz"))
                .containsExactly("migrations applied on viz only: b.1");
    }
}
