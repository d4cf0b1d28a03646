package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicationSlotTest {
    @Test
    void aNameOfAnyKindIsALiteral() {
        ReplicationSlot slot = new ReplicationSlot("it's");

        assertThat(slot.name()).isEqualTo("it's");
        assertThat(slot.createSql()).isEqualTo("SELECT pg_create_logical_replication_slot('it''s', 'pgoutput')");
        assertThat(slot.dropSql()).isEqualTo("SELECT pg_drop_replication_slot('it''s')");
    }
}
