package io.dbferry.metrics;

import io.dbferry.stream.format.Kind;
import java.util.Locale;
import java.util.Optional;

/** The commands whose runs are counted. */
public enum MeasuredCommand {
    DUMP_COMPLETE,
    DUMP_PARTIAL,
    LOAD,
    LOAD_COMPLETE,
    LOAD_PARTIAL;

    public static MeasuredCommand dump(Kind kind) {
        return kind == Kind.COMPLETE ? DUMP_COMPLETE : DUMP_PARTIAL;
    }

    /** @param kind empty for a load of both kinds */
    public static MeasuredCommand load(Optional<Kind> kind) {
        return kind.map(k -> k == Kind.COMPLETE ? LOAD_COMPLETE : LOAD_PARTIAL).orElse(LOAD);
    }

    /** As it is typed: {@code dump partial}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether a run of this one does the job of the other one, as a load without a kind does. */
    public boolean includes(MeasuredCommand other) {
        return this == other || this == LOAD && (other == LOAD_COMPLETE || other == LOAD_PARTIAL);
    }

    /** Whether a success of this one shows that a failure of the other one is over. */
    boolean makesUpFor(MeasuredCommand failed) {
        return switch (this) {
            case LOAD -> failed == LOAD_COMPLETE || failed == LOAD_PARTIAL;
            case LOAD_COMPLETE, LOAD_PARTIAL -> failed == LOAD;
            case DUMP_COMPLETE, DUMP_PARTIAL -> false;
        };
    }
}
