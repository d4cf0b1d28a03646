package io.dbferry.receiver.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectedShipmentTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final ShipmentName SEVEN = new ShipmentName(Kind.PARTIAL, NOON, new Sequence(7));
    private static final ShipmentName EIGHT = new ShipmentName(Kind.PARTIAL, NOON, new Sequence(8));

    @Test
    void whatIsNotTheShipmentOfItsNameIsTheFaultOfWhoPutItThere() {
        DbferryException copy = RejectedShipment.copy(EIGHT, SEVEN);
        assertThat(copy).hasMessage("cannot load partial 000008: its manifest is that of partial 000007 of " + NOON);
        assertThat(copy.hint())
                .isEqualTo("Find out who put it there, and delete 'partial/20261128T120000Z-000008' from the depot");
        assertThat(RejectedShipment.isImpostor(copy)).isTrue();
        assertThat(RejectedShipment.original(copy)).isEqualTo(SEVEN);

        DbferryException other = RejectedShipment.otherStream(SEVEN, "viz", "app");
        assertThat(other).hasMessage("cannot load partial 000007: it is of stream 'viz', not 'app'");
        assertThat(RejectedShipment.isImpostor(other)).isTrue();
        assertThat(RejectedShipment.original(other)).isNull();
    }

    @Test
    void longCausesAreCutAndHideNothingElse() {
        assertThat(RejectedShipment.unfit(SEVEN, "a".repeat(1000)))
                .hasMessage("cannot load partial 000007: " + "a".repeat(400) + "...");
    }

    @Test
    void anotherPolicyThanTheDemandedOneIsNoDamage() {
        DbferryException other = RejectedShipment.otherPolicy(SEVEN, "ab", "cd");
        assertThat(other)
                .hasMessage("cannot load partial 000007: it travelled under policy ab, and require-policy demands cd");
        assertThat(other.hint()).startsWith("If that policy is right now, set require-policy to ab; else correct");
        assertThat(other.failure()).isEqualTo(Failure.SHIPMENT_REFUSED);
        assertThat(RejectedShipment.isOtherPolicy(other)).isTrue();
        assertThat(RejectedShipment.isImpostor(other)).isFalse();

        DbferryException none = RejectedShipment.otherPolicy(SEVEN, null, "cd");
        assertThat(none).hasMessageContaining("it travelled under no policy, and require-policy demands cd");
        assertThat(none.hint()).startsWith("Correct the policy in the sender's config");
        assertThat(RejectedShipment.isOtherPolicy(RejectedShipment.unfit(SEVEN, "x")))
                .isFalse();
    }

    @Test
    void noCompleteHelpsWhereAConfigIsWrong() {
        assertThat(RejectedShipment.isForSomebodyToFix(RejectedShipment.noMediaFolder(SEVEN)))
                .isTrue();
        assertThat(RejectedShipment.isForSomebodyToFix(RejectedShipment.otherPolicy(SEVEN, null, "cd")))
                .isTrue();
        assertThat(RejectedShipment.isForSomebodyToFix(RejectedShipment.unfit(SEVEN, "x")))
                .isFalse();
    }

    @Test
    void hintSaysWhenTheNextCompleteComes() {
        DbferryException unfit = RejectedShipment.unfit(SEVEN, "x");

        assertThat(RejectedShipment.asking(unfit, Optional.empty())).isSameAs(unfit);
        assertThat(RejectedShipment.asking(unfit, Optional.of(NOON.plusMillis(7)))
                        .hint())
                .isEqualTo(
                        "The sender ships a complete with its first run after 2026-11-28T12:00:00Z; 'dbferry dump complete'"
                                + " there does it now");
    }
}
