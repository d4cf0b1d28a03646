package io.dbferry.receiver.tables;

import static io.dbferry.receiver.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dbferry.failure.DbferryException;
import io.dbferry.receiver.tables.OwnActions.Action;
import io.dbferry.receiver.tables.OwnActions.State;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which triggers fire during a load, as in logical replication. */
class TriggerStatesTest {
    private static final ShipmentName NAME =
            new ShipmentName(Kind.COMPLETE, Instant.parse("2026-11-29T12:00:00Z"), new Sequence(42));
    private static final TargetTable BUS = table("bus").column("id", "bigint").target();

    private final TriggerStates states = new TriggerStates();

    @ParameterizedTest(name = "{0}, owner {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            O | true  | false | ALTER TABLE public.bus DISABLE TRIGGER "t""1"       | ALTER TABLE public.bus ENABLE TRIGGER "t""1"
            D | true  | false | -                                                    | -
            R | true  | true  | ALTER TABLE public.bus ENABLE ALWAYS TRIGGER "t""1" | ALTER TABLE public.bus ENABLE REPLICA TRIGGER "t""1"
            A | true  | true  | -                                                    | -
            O | false | true  | -                                                    | -
            D | false | false | -                                                    | -
            R | false | false | -                                                    | -
            A | false | true  | -                                                    | -""")
    void ordinaryTriggersAreSilencedWhereTheRoleMay(
            String state, boolean owner, boolean fires, String silence, String restore) {
        add(List.of(trigger("t\"1", State.of(state), owner, false)));

        assertThat(states.fire()).isEqualTo(fires);
        assertThat(states.fireFor(BUS)).isEqualTo(fires);
        assertThat(silence()).isEqualTo(silence == null ? List.of() : List.of(silence));
        assertThat(silence()).as("a second time").isEmpty();
        assertThat(states.restore()).isEqualTo(restore == null ? List.of() : List.of(restore));
    }

    @Test
    void triggersOfPartitionsFollowAndGetTheirOwnStateBack() {
        Action whole = trigger("t", State.ORIGIN, true, false);
        Action follows = new Action(whole.table(), "public.bus_1", "t", false, State.REPLICA, true, true);
        Action same = new Action(whole.table(), "public.bus_2", "t", false, State.ORIGIN, true, true);
        Action otherName = new Action(whole.table(), "public.bus_3", "u", false, State.REPLICA, true, true);
        add(List.of(whole, follows, same, otherName));

        assertThat(silence()).containsExactly("ALTER TABLE public.bus DISABLE TRIGGER \"t\"");
        assertThat(states.restore())
                .containsExactly(
                        "ALTER TABLE public.bus ENABLE TRIGGER \"t\"",
                        "ALTER TABLE ONLY public.bus_1 ENABLE REPLICA TRIGGER \"t\"");
    }

    @Test
    void whatIsFoundASecondTimeIsAsItWasFoundFirst() {
        add(List.of(trigger("t", State.ORIGIN, true, false)));
        silence();
        add(List.of(trigger("t", State.DISABLED, true, false), trigger("late", State.ORIGIN, true, false)));

        assertThat(silence()).containsExactly("ALTER TABLE public.bus DISABLE TRIGGER \"late\"");
        assertThat(states.restore())
                .containsExactly(
                        "ALTER TABLE public.bus ENABLE TRIGGER \"t\"",
                        "ALTER TABLE public.bus ENABLE TRIGGER \"late\"");
    }

    @ParameterizedTest(name = "{0}, owner {1}")
    @CsvSource({"O,true,false", "O,false,true", "A,true,false", "A,false,true", "R,true,false", "D,false,false"})
    void aRuleOfAnothersTableIsRefused(String state, boolean owner, boolean refused) {
        Action rule = rule(State.of(state), owner);

        DbferryException e = catchThrowableOfType(DbferryException.class, () -> add(List.of(rule)));

        assertThat(e != null).isEqualTo(refused);
        if (e != null) {
            assertThat(e)
                    .hasMessage(
                            "cannot load complete 000042: rule 'r' of table public.bus would change what a load writes");
            assertThat(e.hint())
                    .isEqualTo("Let the table's owner do the load, who skips its rules, or as the owner:"
                            + " ALTER TABLE public.bus DISABLE RULE \"r\"");
        }
        assertThat(states.fire()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            O | ALTER TABLE public.bus ENABLE RULE "r"
            A | ALTER TABLE public.bus ENABLE ALWAYS RULE "r"
            R | -
            D | -""")
    void rulesOfTablesThatAreWrittenAreDisabled(String state, String restore) {
        add(List.of(rule(State.of(state), true)));

        assertThat(states.silence(Set.of())).as("nothing is written").isEmpty();
        assertThat(silence())
                .isEqualTo(restore == null ? List.of() : List.of("ALTER TABLE public.bus DISABLE RULE \"r\""));
        assertThat(states.restore()).isEqualTo(restore == null ? List.of() : List.of(restore));
    }

    @Test
    void theTriggersOfTheTableAreBlamedOrElseAllThatFire() {
        Action other = new Action(1, "public.trip", "elsewhere", false, State.ALWAYS, true, false);
        add(List.of(other));

        assertThat(states.rewritten(NAME, BUS))
                .hasMessage("cannot load complete 000042: table 'bus' is not what arrived after its rows were written:"
                        + " trigger 'elsewhere' of table public.trip skipped or changed rows");

        add(List.of(trigger("a", State.ALWAYS, true, false), trigger("b", State.ORIGIN, false, false)));
        DbferryException e = states.rewritten(NAME, BUS);
        assertThat(e)
                .hasMessage("cannot load complete 000042: table 'bus' is not what arrived after its rows were written:"
                        + " trigger 'a' of table public.bus, trigger 'b' of table public.bus skipped or changed rows");
        assertThat(e.hint())
                .isEqualTo(
                        "Let the table's owner do the load, whose ordinary triggers do not fire, or as the owner:"
                                + " ALTER TABLE public.bus DISABLE TRIGGER \"a\"; ALTER TABLE public.bus DISABLE TRIGGER \"b\"");
    }

    private void add(List<Action> actions) {
        actions.forEach(action -> states.add(NAME, action));
    }

    private List<String> silence() {
        return states.silence(Set.of(BUS.table().oid())).stream()
                .map(TriggerStates.Silencing::sql)
                .toList();
    }

    private static Action rule(State state, boolean owner) {
        return new Action(BUS.table().oid(), "public.bus", "r", true, state, owner, false);
    }

    private static Action trigger(String name, State state, boolean owner, boolean inherited) {
        return new Action(BUS.table().oid(), "public.bus", name, false, state, owner, inherited);
    }
}
