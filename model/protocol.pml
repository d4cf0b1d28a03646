/*
 * The protocol of DbFerry: what the sender, the depot and the receivers remember, and what each of them decides from it.
 * README.md beside this file says what is modelled, what is not, and which defence each mutant removes.
 *
 * A shipment's index in `s` stands for its identity, the hash of its manifest: no two manifests have the same one. Indexes
 * are given out in the order of snapshots, so a higher index is a later state of the source. The protocol itself never
 * compares two indexes by order, only for equality. Numbers (`seq`) can collide once something was restored.
 *
 * The source has two rows, a and b. Each write gives one of them a version that no other write has. A row of version v names
 * the media file v. Row b is in a table that the sender's `tables` may cover or not.
 *
 * How to read Promela: a `proctype` is a process, an `inline` a procedure without a return value (its last parameters take
 * the results). In `if` and `do`, each `::` begins a choice, taken only where its condition holds; where several hold, Spin
 * tries each. `do` repeats until `break`. `x -> y` is "if x, then y". `atomic` and `d_step` are one step: no other process
 * runs in between. Expressions in the form (a -> b : c) are C's a ? b : c. A set of shipments, files or rows is a byte
 * with one bit for each. `lacks == X` is false but in the mutant X: there, and only there, the defence is missing.
 *
 * Every step that is durable or visible to another process is one atomic statement. Between two steps any process may run,
 * and a process may crash before each step: it then forgets all but what is durable.
 */

/*
 * Bounds and the mutant are chosen when the checker starts, by the environment: one compiled checker does for all of them.
 * `hidden` keeps a variable out of the state.
 */
c_code {
    static int bound(const char *name) { const char *value = getenv(name); return value == NULL ? 0 : atoi(value); }
}
mtype = {
    NOTHING, OLDER_COMPLETE_APPLIED, RECEIVER_AHEAD_UNNOTICED, NUMBERS_NOT_ADOPTED, ONE_RECEIVER_IS_ENOUGH,
    VANISHED_UNNOTICED, REQUEST_WITHOUT_MEDIA, SOURCE_SET_BACK_UNNOTICED, COVERAGE_FORGOTTEN,
    UNCOVERED_UNTOLD, MANIFEST_FIRST, PASSED_OVER_COVERAGE, CHAIN_BY_NUMBER, MEDIA_OF_COMPLETE_UNCHECKED,
    RECEIVER_SET_BACK_UNNOTICED, RECEIPT_NOT_LEFT_AGAIN, SENDER_SET_BACK_UNNOTICED, ONLY_EQUAL_NUMBERS,
    PRUNED_FROM_NEWEST_COMPLETE_ON, PRUNED_BEFORE_OTHERS_APPLIED, OTHERS_SET_BACK_IGNORED,
    HEARTBEAT_BY_NUMBER, LATE_COMPLETE_ALONE, NO_REQUEST, MEDIA_AFTER_ROWS, LEDGER_APART,
    LOST_ANSWER_COUNTS, HELD_FORGOTTEN, HELD_NOT_ASKED, HELD_ASKED_ONCE, HELD_ANSWER_COUNTS_EARLY, HELD_APPLIED_ON_GAP,
    HELD_ENDS_WELL, LATE_REQUEST_UNSEEN, REFERRED_PRUNED, REQUEST_REFERS, BASES_UNCHECKED, OLDEST_ASKS
};
hidden mtype lacks = NOTHING;   /* the defence that this mutant lacks */
hidden byte receivers;      /* receivers that read the same depot */
hidden byte maxWrites;      /* writes to the source */
hidden byte maxShipments;   /* numbers that are drawn while faults happen, at most 4 */
hidden byte maxTaken;       /* shipments that are taken out of the depot; each may turn up again, or never */
hidden byte maxRestores;    /* times that a saved copy is restored */
hidden byte maxCrashes;     /* processes that crash */
hidden byte maxSwitches;    /* changes of the sender's `tables` */
hidden byte maxAltered;     /* shipments in the depot that are altered, for good */
hidden byte refers;         /* 1: completes refer to rows in earlier ones */
hidden byte maxTroubles;    /* times that the first receiver cannot take rows of b's table; each ends, by the end of the faults */
hidden byte parts;          /* what may be saved and restored, one bit each: see `World` */
hidden byte alone;          /* 1: one command runs at a time, and what people and faults do comes between them */

#define MAY_BEGIN (!settling && (!alone || (SENDER_RESTS && NO_LOAD)))
#define MAY_CHANGE MAY_BEGIN
#define SENDER_RESTS (!running[PARTIAL] && !running[COMPLETE])
#define NO_LOAD (!loading[0] && !loading[1])

#define ROUNDS 3                    /* after the faults, so many runs of each command must end equal */
#define ALL (4 + ROUNDS)

#define A 1                         /* the bits of rows in `carries` and `covers` */
#define B 2
#define MIXED 7                     /* a table has some rows of one state and some of another */
#define has(set, x) (((set) >> (x)) & 1)
#define only(x) (1 << (x))

#define PARTIAL 0
#define COMPLETE 1

#define NO_RECEIPT 0
#define APPLIED 1
#define NEEDS_COMPLETE 2

/* ---------------------------------------------------------------- what there is */

typedef Shipment {                  /* a manifest: written once, never changed */
    byte seq;
    bit kind;
    byte prev;                      /* a partial: the identity of the shipment that it follows */
    byte since;                     /* a partial: the position that its changes begin behind */
    byte carries;                   /* the rows that travel, */
    byte whole;                     /*   those of whose tables all rows travel, */
    bit repairs;                    /*   and whether b's table does so because a receiver asked for it */
    byte covers;                    /* the rows that it stands for */
    byte a, b;                      /* their versions at the snapshot */
    byte bases;                     /* a complete: those in whose files some of its rows stand, and do not travel again */
    byte clock;                     /* position: the last write that the snapshot sees, */
    byte line;                      /*   and the timeline of the source */
    byte media                      /* the files that it carries */
};

typedef Work {                      /* the sender's work folder */
    byte drawn;                     /* the last number given out */
    byte shipped;                   /* the shipment with the highest number that is known to be in the depot */
    byte complete;                  /* and the complete */
    bit unchanged;                  /* nothing changed behind `shipped` up to: */
    byte reached;                   /*   this position, */
    byte covered;                   /*   with this coverage */
    byte carried;                   /* media that shipments have carried */
    byte repaired;                  /* the last shipment that carried b's table because a receiver asked for it */
    byte outbox[2]                  /* a built shipment of each kind that waits, 0 for none */
};

typedef Receipts {                  /* of one receiver, in the depot */
    byte shipment;                  /* the one with the highest number: for which shipment, */
    byte state;                     /*   what it says, */
    byte top;                       /*   and the newest that the receiver had applied; */
    byte asks;                      /*   0, or b's table is asked for, which stands still since that shipment */
    byte completes                  /* completes for which a receipt says applied */
};

typedef Depot {
    byte shipments;                 /* a set of shipments */
    Receipts receipts[2];
    byte heartbeat;                 /* the shipment that nothing has changed behind, 0 for none, */
    byte heartA, heartB /* and, for the properties only, the source's state then */
};

typedef Database {                  /* a receiver's: tables and ledger, restored together */
    byte a, b;
    byte ledger;                    /* a set of shipments, */
    byte held;                      /*   0, or the first shipment that is not in b's table, which stands still, */
    bit failed                      /*   and whether the table was sent whole since, and not taken */
};

byte used;                          /* the number of shipments made so far */
Shipment s[ALL + 1];

byte writes;                        /* the last version given out, in any timeline */
byte rowA, rowB, line;              /* the source */
byte covers = A | B;                /* the sender's config */

Work work;
Depot depot;
byte halves;                        /* shipments that can be seen before all of their files are there: none, ever */
byte withheld;                      /* shipments that were taken out of the depot */
byte altered;                       /* shipments whose rows in the depot are not what their manifests say */
Database db[2];
byte media[2];              /* files in the receiver's folder; bit v for file v */

bit running[2];                     /* the locks of the two dumps, */
bit lent[2];                        /*   of each outbox while the run of the other kind delivers what waits there, */
bit loading[2];             /*   and of each receiver's load */
bit settling;                       /* faults have ended */
bit trouble;                        /* the first receiver cannot take rows of b's table */

byte crashes, taken, alterations, restores, switches, troubles;

/* What was saved, to be restored once: each part as it was at that moment. */
byte saved;                         /* 1 work, 2 source, 4 depot, 8 receiver 0's database; 0 nothing yet */
Work oldWork;
Depot oldDepot;
Database oldDb;
byte oldA, oldB;
bit behind[2];              /* for the properties: restored since its last load */

/* For use within one step, as local variables would be: not part of the state. */
hidden byte i, j, k, n, m, q;       /* counters of loops, and what a few lines compare */
hidden byte last, lastC;            /* of a ledger: the shipment with the highest number, and the complete */
hidden byte bottom, top, other, twin, its;  /* shipments */
hidden byte ok, found, more, ahead, anew;   /* answers */

/* ---------------------------------------------------------------- rules on sets of shipments */

/* The shipment with the highest number of a set; of completes only, if asked. 0 if there is none. */
inline newest(set, whole, result) {
    result = 0;
    k = 1;
    do
    :: k > used -> break
    :: else ->
        if
        :: has(set, k) && (!(whole) || s[k].kind == COMPLETE) && s[k].seq >= s[result].seq -> result = k
        :: else
        fi;
        k++
    od
}

/* ---------------------------------------------------------------- the sender */

/* Begin of a run: look at the depot, and bring the work folder up to what it shows. Numbers continue behind the highest. */
inline look(needed) {
    newest(depot.shipments, false, top);
    ahead = false;
    anew = (s[top].seq > work.drawn) ||
            (top != 0 && work.shipped != 0 && s[top].seq == s[work.shipped].seq && top != work.shipped);
    n = s[top].seq;
    j = 0;
    do
    :: j == receivers -> break
    :: else ->
        if :: s[depot.receipts[j].shipment].seq > n -> n = s[depot.receipts[j].shipment].seq :: else fi;
        if :: s[depot.receipts[j].top].seq > n -> n = s[depot.receipts[j].top].seq :: else fi;
        /* A receiver knows by identity what it has applied. */
        m = depot.receipts[j].top;
        if
        :: m != 0 && lacks != RECEIVER_AHEAD_UNNOTICED &&
            (s[m].seq > work.drawn || (s[m].seq == s[work.shipped].seq && m != work.shipped) ||
            (s[m].seq == s[work.complete].seq && m != work.complete)) -> ahead = true
        :: else
        fi;
        j++
    od;
    if :: n > work.drawn && lacks != NUMBERS_NOT_ADOPTED -> work.drawn = n :: else fi;
    /* Kept on the disk: the run may end before it has shipped the complete. */
    anew = anew || ahead;
    if
    :: anew ->
        work.shipped = 0;
        work.complete = 0;
        work.unchanged = 0;
        work.reached = 0;
        work.covered = 0
    :: else
    fi;
    needed = anew || ahead
}

/* Whether the next shipment must be a complete. */
inline ask(before, needed) {
    needed = needed || work.complete == 0 || work.shipped == 0;
    found = false;                  /* whether some receiver has applied the last shipment or a later one, */
    ok = true;                      /*   and whether all known ones have */
    j = 0;
    do
    :: j == receivers -> break
    :: else ->
        if
        :: depot.receipts[j].state == NEEDS_COMPLETE && (s[depot.receipts[j].shipment].seq >= s[work.complete].seq ||
                (lacks != LOST_ANSWER_COUNTS && !has(depot.shipments, work.complete))) -> needed = true
        :: else
        fi;
        if
        :: depot.receipts[j].top != 0 && s[depot.receipts[j].top].seq >= s[before].seq -> found = true
        :: depot.receipts[j].shipment != 0 && s[depot.receipts[j].top].seq < s[before].seq -> ok = false
        :: else
        fi;
        j++
    od;
    ok = found && (ok || lacks == ONE_RECEIVER_IS_ENOUGH);
    if :: before != 0 && !has(depot.shipments, before) && !ok && lacks != VANISHED_UNNOTICED -> needed = true :: else fi;
    j = 0; ok = false
}

/* A snapshot and a number, both under the sequence lock. */
inline draw(type, base, begins, what, all, wanted) {
    used++;
    work.drawn++;
    s[used].seq = work.drawn;
    s[used].kind = type;
    s[used].prev = base;
    s[used].since = begins;
    s[used].carries = what;
    s[used].whole = all;
    s[used].repairs = wanted;
    s[used].covers = covers;
    s[used].a = rowA;
    s[used].b = rowB;
    s[used].clock = writes;
    s[used].line = line;
    s[used].bases = 0;
    s[used].media = ((what & A) -> only(rowA) : 0) | ((what & B) -> only(rowB) : 0);
    printf("sender: draws number %d for identity %d, kind %d (0 partial, 1 complete), behind %d, rows %d of a=%d b=%d\n",
            work.drawn, used, type, base, what, rowA, rowB)
}

/*
 * A complete. All media travel with one that was asked for, else those that no shipment has carried; rows likewise, which may
 * stand in the last complete or in one that it refers to.
 */
inline drawComplete(everything, made) {
    draw(COMPLETE, 0, 0, covers, covers, false);
    if
    :: (!(everything) || lacks == REQUEST_WITHOUT_MEDIA) && work.complete != 0 ->
        s[used].media = s[used].media & ~work.carried
    :: else
    fi;
    if
    :: refers && (!(everything) || lacks == REQUEST_REFERS) && work.complete != 0 && has(depot.shipments, work.complete) ->
        s[used].bases = (only(work.complete) | s[work.complete].bases) & depot.shipments
    :: else
    fi;
    made = used
}

/*
 * Whether a receiver asks for all rows of b's table. The last answer is not repeated for one that may not have seen it yet;
 * after that the request counts for as long as it is made.
 */
inline askedFor(result) {
    result = false;
    k = 0;
    do
    :: k == receivers -> break
    :: else ->
        m = depot.receipts[k].asks;
        if
        :: m != 0 && s[depot.receipts[k].top].seq >= s[work.repaired].seq &&
            (lacks != HELD_ANSWER_COUNTS_EARLY || s[m].seq >= s[work.repaired].seq) -> result = true
        :: else
        fi;
        k++
    od;
    m = 0
}

/* A partial; `made` is 0 if nothing changed, and `needed` is set if only a complete will do. */
inline drawPartial(made, needed) {
    made = 0;
    i = (work.unchanged -> work.reached : s[work.shipped].clock);
    j = (work.unchanged -> work.covered : s[work.shipped].covers);
    needed = (s[work.shipped].line != line) && lacks != SOURCE_SET_BACK_UNNOTICED;
    if :: lacks == COVERAGE_FORGOTTEN -> j = A | B :: else fi;
    if
    :: needed
    :: else ->
        n = covers & (((rowA > i || !(j & A)) -> A : 0) | ((rowB > i || !(j & B)) -> B : 0));
        askedFor(ok);
        ok = ok && (covers & B);
        if
        :: n != 0 || ok || (j & ~covers && lacks != UNCOVERED_UNTOLD) ->
            draw(PARTIAL, work.shipped, i, n | (ok -> B : 0), covers & (~j | (ok -> B : 0)), ok);
            made = used
        :: else ->
            /* Nothing changed: the position moves. What is covered is what it was; a table that was new would travel. */
            work.covered = covers;
            work.unchanged = 1;
            work.reached = writes;
            printf("sender: nothing changed\n");
            depot.heartbeat = work.shipped;
            depot.heartA = rowA;
            depot.heartB = rowB
        fi
    fi;
    i = 0; j = 0; n = 0; ok = false
}

/* The shipment stands in the depot: one rename, of a folder whose manifest was written last. */
inline publish(x) {
    if :: lacks == MANIFEST_FIRST -> halves = halves | only(x) :: else fi;
    printf("sender: identity %d is in the depot\n", x);
    depot.shipments = depot.shipments | only(x)
}

/* The work folder learns that it is in the depot. */
inline remember(x) {
    printf("sender: remembers identity %d\n", x);
    if
    :: s[x].seq > s[work.shipped].seq ->
        work.shipped = x;
        work.unchanged = 0;
        work.reached = 0;
        work.covered = 0
    :: else
    fi;
    if :: s[x].kind == COMPLETE && s[x].seq > s[work.complete].seq -> work.complete = x :: else fi;
    work.carried = work.carried | s[x].media
}

/* ---------------------------------------------------------------- the receiver */

/* Whether a partial may be applied on top of what this ledger has. */
inline follows(r, x, result) {
    newest(db[r].ledger, false, last);
    newest(db[r].ledger, true, lastC);
    m = s[x].prev;
    /* A complete may have passed over it that reaches as far and covers as much. */
    ok = (lastC != 0 && s[m].seq < s[lastC].seq && s[x].since <= s[lastC].clock && s[x].line == s[lastC].line);
    ok = ok && (((s[x].covers & ~s[x].whole) & ~s[lastC].covers) == 0 || lacks == PASSED_OVER_COVERAGE);
    /* Or it was applied, under this very identity. */
    found = has(db[r].ledger, m);
    result = found || ok;
    if :: lacks == CHAIN_BY_NUMBER -> result = (last != 0 && s[last].seq >= s[m].seq) :: else fi;
    result = result && last != 0 && s[x].line == s[last].line && s[x].clock >= s[last].clock;
    m = 0
}

/* Whether the applied partials behind a complete are all in the depot, to be applied once more behind it. */
inline againThere(r, x, result) {
    result = true;
    j = 1;
    do
    :: j > used -> break
    :: else ->
        if :: has(db[r].ledger, j) && s[j].seq > s[x].seq && !has(depot.shipments, j) -> result = false :: else fi;
        j++
    od;
    j = 0
}

/* Whether all rows of a complete can be read: its own, and those in the completes that it refers to. */
#define READABLE(x) \
    (((s[x].bases & (altered | ~depot.shipments)) == 0 || lacks == BASES_UNCHECKED) && !has(altered, x))

/* Puts the files of a complete in place, and those of the shipments that it passes over; whether all are there then. */
inline installForComplete(r, x, result) {
    newest(db[r].ledger, true, lastC);
    media[r] = media[r] | s[x].media;
    j = 1;
    do
    :: j > used -> break
    :: else ->
        if
        :: has(depot.shipments, j) && !has(db[r].ledger, j) && s[j].seq < s[x].seq && s[j].seq > s[lastC].seq ->
            media[r] = media[r] | s[j].media
        :: else
        fi;
        j++
    od;
    j = 0;
    result = (!(s[x].covers & A) || has(media[r], s[x].a)) && (!(s[x].covers & B) || has(media[r], s[x].b));
    result = result || lacks == MEDIA_OF_COMPLETE_UNCHECKED
}

/* A partial that was applied, and that is applied once more on top of a late complete, carries whole what that one lacks. */
inline fitsAgain(r, x, result) {
    its = 0;
    j = 1;
    do
    :: j > used -> break
    :: else ->
        if
        :: has(db[r].ledger, j) && s[j].seq > s[x].seq && (its == 0 || s[j].seq < s[its].seq) -> its = j
        :: else
        fi;
        j++
    od;
    result = result && (its == 0 || ((s[its].covers & ~s[its].whole) & ~s[x].covers) == 0);
    its = 0;
    j = 0
}

/*
 * The next shipment to apply: with an empty ledger the newest complete, else the due one with the lowest number. A partial
 * that does not follow makes way for the next complete, and a complete that lacks files for a later one (with an empty
 * ledger, an earlier one); one that is late also for the partials behind it. `pick` is 0 if there is none; `refused` is the newest that could not be applied then, or 0.
 */
inline choose(r, pick, refused) {
    pick = 0;
    refused = 0;
    bottom = 0;                     /* all up to this number was looked at; with an empty ledger, all down to it */
    more = true;
    do
    :: pick != 0 || !more -> break
    :: else ->
        more = false;
        twin = 0;                   /* the candidate of this turn */
        newest(db[r].ledger, false, last);
        newest(db[r].ledger, true, lastC);
        n = 1;
        do
        :: n > used -> break
        :: else ->
            if
            :: !has(depot.shipments, n) || has(db[r].ledger, n) -> skip
            :: else ->
                ok = false;
                if
                :: s[n].kind == COMPLETE && s[n].seq > s[lastC].seq -> againThere(r, n, ok)
                :: s[n].kind == PARTIAL && s[n].seq > s[last].seq && (refused == 0 || s[refused].seq < s[last].seq) && lastC + last != 0 -> ok = true
                :: s[n].kind == PARTIAL && last == 0 && refused == 0 -> ok = true
                :: else
                fi;
                if
                :: !ok -> skip
                :: last == 0 && s[n].kind == COMPLETE && (bottom == 0 || s[n].seq < s[bottom].seq) &&
                    (twin == 0 || s[twin].kind == PARTIAL || s[n].seq > s[twin].seq) -> twin = n
                :: last == 0 && s[n].kind == PARTIAL && bottom == 0 && twin == 0 -> twin = n
                :: last != 0 && s[n].seq > s[bottom].seq && (twin == 0 || s[n].seq < s[twin].seq) -> twin = n
                :: else
                fi
            fi;
            n++
        od;
        if
        :: twin == 0 -> skip
        :: else ->
            more = true;
            if
            :: s[twin].kind == COMPLETE ->
                installForComplete(r, twin, ok);
                /* A higher number with an earlier snapshot is of a sender that was set back since. */
                ok = ok && READABLE(twin) && (lacks == OLDER_COMPLETE_APPLIED || s[twin].seq < s[last].seq || s[twin].line != s[last].line ||
                        s[twin].clock >= s[last].clock);
                fitsAgain(r, twin, ok)
            :: else -> follows(r, twin, ok)
            fi;
            if
            :: ok -> pick = twin
            :: else ->
                bottom = twin;
                if :: refused == 0 || s[twin].seq > s[refused].seq || lacks == OLDEST_ASKS -> refused = twin :: else fi
            fi
        fi
    od;
    if :: pick != 0 -> refused = 0 :: else fi;
    n = 0; bottom = 0; twin = 0; ok = false; more = false
}

#define IN_TROUBLE(r) (trouble && (r) == 0)

/*
 * Rows of one shipment into the tables. If b's table does not take them, the others are written, and that one stands still
 * until it is sent whole: rows that changed are of no use to a table that lacks earlier ones.
 */
inline write(r, x) {
    if
    :: s[x].carries & A ->
        db[r].a = ((s[x].bases & (altered | ~depot.shipments)) == 0 || s[x].kind == PARTIAL -> s[x].a : MIXED)
    :: else
    fi;
    if
    :: !(s[x].carries & B)
    :: (s[x].carries & B) && db[r].held != 0 && !(s[x].whole & B) && lacks != HELD_APPLIED_ON_GAP
    :: else ->
        if
        :: !IN_TROUBLE(r) ->
            db[r].b = ((s[x].whole & B) || db[r].b >= s[s[x].prev].b -> s[x].b : MIXED);
            db[r].held = 0;
            db[r].failed = false
        :: IN_TROUBLE(r) && lacks != HELD_FORGOTTEN ->
            printf("receiver %d: b's table does not take the rows of identity %d\n", r, x);
            db[r].failed = (db[r].held != 0);
            if :: db[r].held == 0 -> db[r].held = x :: else fi
        :: else
        fi
    fi
}

/* What a receipt asks for: the table that stands still; after a try that failed only when that may help. */
#define REQUEST(r) ((db[r].failed && IN_TROUBLE(r)) || lacks == HELD_NOT_ASKED -> 0 : db[r].held)

/* The partials that were applied although their snapshots are later than the complete's, in sequence. */
inline writeAgain(r, x) {
    bottom = x;
    do
    :: twin = 0;
        j = 1;
        do
        :: j > used -> break
        :: else ->
            if
            :: has(db[r].ledger, j) && s[j].seq > s[bottom].seq && (twin == 0 || s[j].seq < s[twin].seq) -> twin = j
            :: else
            fi;
            j++
        od;
        if
        :: twin == 0 -> break
        :: else -> write(r, twin); bottom = twin
        fi
    od;
    j = 0; bottom = 0; twin = 0
}

/* Leaves a receipt; the sender sees that of the highest number. */
inline receipt(r, x, says) {
    printf("receiver %d: receipt for identity %d: %d (1 applied, 2 needs a complete)\n", r, x, says);
    newest(db[r].ledger, false, last);
    if
    :: s[x].seq >= s[depot.receipts[r].shipment].seq ->
        depot.receipts[r].shipment = x;
        depot.receipts[r].state = says;
        depot.receipts[r].top = last;
        depot.receipts[r].asks = REQUEST(r)
    :: else
    fi;
    if
    :: says == APPLIED && s[x].kind == COMPLETE -> depot.receipts[r].completes = depot.receipts[r].completes | only(x)
    :: else -> depot.receipts[r].completes = depot.receipts[r].completes & ~only(x)
    fi
}

/* A receipt that says applied, for a shipment that the ledger does not have: the database was set back. */
inline noticeSetBack(r) {
    if
    :: lacks != RECEIVER_SET_BACK_UNNOTICED &&
        depot.receipts[r].state == APPLIED && !has(db[r].ledger, depot.receipts[r].shipment) ->
        receipt(r, depot.receipts[r].shipment, NEEDS_COMPLETE)
    :: else
    fi;
    /* A depot that was set back or emptied has lost the receipt, and the sender must know how far this receiver is. */
    newest(db[r].ledger, false, last);
    m = last;
    if
    :: lacks != RECEIPT_NOT_LEFT_AGAIN && last != 0 && s[depot.receipts[r].shipment].seq < s[last].seq ->
        receipt(r, m, APPLIED)
    :: else
    fi
}

/*
 * A shipment in the depot that is not due, but newer than the last applied: the sender was set back and draws numbers again.
 * It has the number of one that was applied under another identity, or just a lower one.
 */
inline senderSetBack(r, result) {
    result = 0;
    newest(db[r].ledger, false, last);
    newest(db[r].ledger, true, lastC);
    j = 1;
    do
    :: j > used || lacks == SENDER_SET_BACK_UNNOTICED -> break
    :: else ->
        if
        :: has(depot.shipments, j) && !has(db[r].ledger, j) && s[j].seq <= s[last].seq ->
            n = 1;
            ok = false;             /* whether its number was applied under another identity */
            do
            :: n > used -> break
            :: else ->
                if :: has(db[r].ledger, n) && s[n].seq == s[j].seq -> ok = true :: else fi;
                n++
            od;
            if
            :: ok && s[j].seq >= s[lastC].seq -> result = j
            :: lacks != ONLY_EQUAL_NUMBERS &&
                (s[j].line > s[last].line || (s[j].line == s[last].line && s[j].clock > s[last].clock)) -> result = j
            :: else
            fi
        :: else
        fi;
        j++
    od;
    n = 0; j = 0; ok = false
}

/* Deletes what is below the newest applied complete, here and by the receipts of every other receiver. */
inline prune(r) {
    newest(db[r].ledger, true, lastC);
    m = s[lastC].seq;
    if :: lastC != 0 && lacks == PRUNED_FROM_NEWEST_COMPLETE_ON -> m++ :: else fi;
    j = 0;
    do
    :: j == receivers -> break
    :: else ->
        if
        :: j != r && depot.receipts[j].shipment != 0 && lacks != PRUNED_BEFORE_OTHERS_APPLIED ->
            newest(depot.receipts[j].completes & depot.shipments, true, top);
            if :: s[top].seq > s[depot.receipts[j].top].seq && lacks != OTHERS_SET_BACK_IGNORED -> top = 0 :: else fi;
            if :: s[top].seq < m -> m = s[top].seq :: else fi
        :: else
        fi;
        j++
    od;
    other = 0;                      /* what the completes that stay refer to */
    n = 1;
    do
    :: n > used -> break
    :: else ->
        if :: has(depot.shipments, n) && s[n].seq >= m -> other = other | s[n].bases :: else fi;
        n++
    od;
    n = 1;
    do
    :: n > used -> break
    :: else ->
        if
        :: has(depot.shipments, n) && s[n].seq < m && (!has(other, n) || lacks == REFERRED_PRUNED) ->
            assert(!has(other, n));
            printf("receiver %d: prunes identity %d\n", r, n);
            depot.shipments = depot.shipments & ~only(n);
            assertNotNeeded(r, n)
        :: else
        fi;
        n++
    od;
    j = 0; n = 0; m = 0; top = 0; other = 0
}

/* ---------------------------------------------------------------- the properties */

/* Tables and ledger are one: the tables are what the manifest of the newest applied shipment says, but one that is held. */
inline assertEqualsManifest(r, standsStill) {
    newest(db[r].ledger, false, last);
    assert(last == 0 || !(s[last].covers & A) || db[r].a == s[last].a);
    assert(last == 0 || !(s[last].covers & B) || db[r].b == s[last].b || standsStill)
}

/* No reader sees the tables go back. */
inline assertForward(before, r) {
    newest(db[r].ledger, false, last);
    assert(before == 0 || s[last].line > s[before].line ||
            (s[last].line == s[before].line && s[last].clock >= s[before].clock))
}

/* Each file that a row names is in place. */
inline assertMedia(r) {
    assert(has(media[r], db[r].a) && has(media[r], db[r].b))
}

/* A load that ends with 0 and nothing due: the depot has nothing that is newer than the tables. */
inline assertNothingNewer(r) {
    newest(db[r].ledger, false, last);
    j = 1;
    do
    :: j > used -> break
    :: else ->
        assert(!has(depot.shipments, j) || j <= last ||
                ((!(s[j].covers & A) || db[r].a == s[j].a) && (!(s[j].covers & B) || db[r].b == s[j].b)));
        j++
    od;
    j = 0
}

/*
 * A heartbeat that the receiver takes for its last shipment's: of all that this shipment stands for, the source was then what
 * the tables are.
 */
inline assertHeartbeat(r) {
    newest(db[r].ledger, false, last);
    ok = (depot.heartbeat != 0 &&
            (depot.heartbeat == last || (s[depot.heartbeat].seq == s[last].seq && lacks == HEARTBEAT_BY_NUMBER)));
    assert(!ok || !(s[last].covers & A) || db[r].a == depot.heartA);
    assert(!ok || !(s[last].covers & B) || db[r].b == depot.heartB);
    ok = false
}

/* What is deleted lies below the newest complete that each known receiver has applied. */
inline assertNotNeeded(r, x) {
    q = 0;
    do
    :: q == receivers -> break
    :: else ->
        if
        :: q == r || (depot.receipts[q].shipment != 0 && !behind[q]) ->
            newest(db[q].ledger, true, its);
            assert(s[x].seq < s[its].seq)
        :: else
        fi;
        q++
    od
}

/* ---------------------------------------------------------------- the processes */

/* A process may end at any step. */
#define CRASH \
    if \
    :: !settling && crashes < maxCrashes -> crashes++; printf("crash of process %d\n", _pid); goto crashed \
    :: true \
    fi

/* What is delivered next from the outboxes: one's own, and the other kind's if its lock was free; 0 if nothing waits. */
inline waits(own, x) {
    x = work.outbox[own];
    other = work.outbox[1 - own];
    if :: lent[1 - own] && other != 0 && (x == 0 || s[other].seq < s[x].seq) -> x = other :: else fi
}

/* Delivers what waits, in sequence; `x` is the first. Each option is one step, and a crash comes before it. */
inline deliver(own, x) {
    do
    :: atomic { x == 0 -> break }
    :: atomic { x != 0 && !has(depot.shipments, x) -> CRASH; d_step { publish(x) } }
    :: atomic { x != 0 && has(halves, x) -> CRASH; d_step { halves = halves & ~only(x) } }
    :: atomic {
            x != 0 && has(depot.shipments, x) && !has(halves, x) ->
            CRASH;
            d_step { remember(x); work.outbox[s[x].kind] = 0; waits(own, x) }
        }
    od
}

#define MORE (used < (settling -> maxShipments + ROUNDS : maxShipments))

/* The end of a run that ships: what was drawn is built, waits in the outbox, and is delivered. */
inline ship(own, x) {
    atomic {
        CRASH;
        d_step {
            work.outbox[s[x].kind] = x;
            if :: s[x].repairs -> work.repaired = x :: else fi;
            waits(own, x)
        }
    };
    deliver(own, x)
}

/* A run looks at the depot, and delivers what waits. */
inline begin(own, x, before, needed) {
    atomic {
        lent[1 - own] = !running[1 - own] && !lent[own];
        d_step {
            printf("sender: dump %d begins (0 partial, 1 complete)\n", own);
            before = work.shipped;
            look(needed);
            waits(own, x)
        }
    };
    deliver(own, x)
}

/* `dump complete`. */
inline runComplete(x, before, needed) {
    begin(COMPLETE, x, before, needed);
    atomic {
        CRASH;
        lent[PARTIAL] = false;
        if
        :: MORE -> d_step { ask(before, needed); drawComplete(needed, x) }
        :: else -> goto crashed             /* the bound of the model, not of the program */
        fi
    };
    ship(COMPLETE, x)
}

/* `dump partial`, which ships a complete instead where one is needed. */
inline runPartial(x, before, needed) {
    begin(PARTIAL, x, before, needed);
    atomic {
        CRASH;
        lent[COMPLETE] = false;
        d_step {
            ask(before, needed);
            before = 0;
            if
            :: needed
            :: !needed && MORE -> drawPartial(x, needed)
            :: else
            fi
        };
        if
        :: needed && (running[COMPLETE] || !MORE) -> assert(!settling); goto crashed        /* exit code 7 */
        :: needed && !running[COMPLETE] && MORE ->
            running[COMPLETE] = true;
            lent[COMPLETE] = true;
            d_step { waits(PARTIAL, x) }
        :: !needed && x == 0 -> goto crashed                                /* nothing changed */
        :: else
        fi
    };
    if
    :: needed ->
        deliver(PARTIAL, x);
        atomic { CRASH; d_step { drawComplete(true, x) } }
    :: else
    fi;
    ship(PARTIAL, x)
}

/* One transaction: the rows of a shipment, and its ledger entry. */
inline commit(r, x) {
    printf("receiver %d: applies identity %d\n", r, x);
    newest(db[r].ledger, false, m);
    write(r, x);
    if :: lacks != LATE_COMPLETE_ALONE -> writeAgain(r, x) :: else fi;
    db[r].ledger = db[r].ledger | only(x);
    newest(db[r].ledger, false, last);
    if :: !(s[last].covers & B) -> db[r].held = 0; db[r].failed = false :: else fi;
    assertEqualsManifest(r, db[r].held != 0);
    assertForward(m, r);
    assertMedia(r)
}

/* How a load ends: with a request for a complete, waiting for one, or well. */
inline finish(r, x, well) {
    well = false;
    if
    :: x != 0 ->
        /* The sender sees the receipt of the highest number. */
        newest(db[r].ledger, false, last);
        m = (s[x].seq < s[last].seq && lacks != LATE_REQUEST_UNSEEN -> last : x);
        if :: lacks != NO_REQUEST -> receipt(r, m, NEEDS_COMPLETE) :: else fi
    :: else ->
        senderSetBack(r, x);
        if
        :: x != 0 -> newest(db[r].ledger, false, m); receipt(r, m, NEEDS_COMPLETE)
        :: else ->
            newest(db[r].ledger, false, last);
            if
            :: depot.receipts[r].state == NEEDS_COMPLETE && s[depot.receipts[r].shipment].seq > s[last].seq
            :: else ->
                m = last;
                if
                :: db[r].held != 0 && depot.receipts[r].asks != REQUEST(r) && lacks != HELD_ASKED_ONCE -> receipt(r, m, APPLIED)
                :: else
                fi;
                if
                :: db[r].held != 0 && lacks != HELD_ENDS_WELL
                :: else ->
                    well = true;
                    assertEqualsManifest(r, false);
                    assertNothingNewer(r);
                    assertHeartbeat(r)
                fi
            fi
        fi
    fi;
    x = 0
}

/* What to apply next, its media in place; or how the load ends, and what it prunes then. */
inline turn(r, x, refused, well) {
    choose(r, x, refused);
    assert(!has(halves, x));
    if :: lacks != MEDIA_AFTER_ROWS -> media[r] = media[r] | s[x].media :: else fi;
    if
    :: x == 0 -> finish(r, refused, well)
    :: else
    fi
}

/* `load`. */
inline runLoad(r, x, refused, well) {
    atomic {
        d_step {
            printf("receiver %d: load\n", r);
            loading[r] = true;
            behind[r] = false;
            assertEqualsManifest(r, db[r].held != 0);
            noticeSetBack(r);
            turn(r, x, refused, well)
        }
    };
    do
    :: atomic { x == 0 && !well -> break }
    :: atomic { x == 0 && well -> d_step { prune(r) }; break }
    :: atomic { x == 0 && well && !settling -> break }      /* nothing is past what is kept */
    :: atomic { x != 0 && !has(db[r].ledger, x) ->
            CRASH;
            if :: lacks == LEDGER_APART -> d_step { write(r, x) }; CRASH :: else fi;
            d_step {
                againThere(r, x, ok);
                if
                :: ok && has(depot.shipments, x) && (s[x].kind == PARTIAL || READABLE(x)) -> commit(r, x)
                :: else -> x = 0; well = false          /* it was taken away meanwhile */
                fi
            }
        }
    :: atomic { x != 0 && has(db[r].ledger, x) ->
            CRASH;
            d_step {
                media[r] = media[r] | s[x].media;
                receipt(r, x, APPLIED);
                turn(r, x, refused, well)
            }
        }
    od
}

proctype DumpPartial() {
    byte x, before;
    bit needed;
end:
    do
    :: atomic { MAY_BEGIN && !running[PARTIAL] && !lent[PARTIAL] -> running[PARTIAL] = true };
        runPartial(x, before, needed);
crashed:
        atomic {
            if :: lent[COMPLETE] && running[COMPLETE] -> running[COMPLETE] = false :: else fi;
            running[PARTIAL] = false;
            lent[COMPLETE] = false;
            x = 0; before = 0; needed = 0
        }
    od
}

proctype DumpComplete() {
    byte x, before;
    bit needed;
end:
    do
    :: atomic {
            MAY_BEGIN && !running[COMPLETE] && !lent[COMPLETE] && used < maxShipments -> running[COMPLETE] = true
        };
        runComplete(x, before, needed);
crashed:
        atomic { running[COMPLETE] = false; lent[PARTIAL] = false; x = 0; before = 0; needed = 0 }
    od
}

proctype Load(byte r) {
    byte x, refused;
    bit well;
end:
    do
    :: atomic { MAY_BEGIN && !loading[r] -> loading[r] = true };
        runLoad(r, x, refused, well);
crashed:
        atomic { loading[r] = false; x = 0; refused = 0; well = 0 }
    od
}

/* ---------------------------------------------------------------- the world */

inline copyWork(from, to) {
    to.drawn = from.drawn;
    to.shipped = from.shipped;
    to.complete = from.complete;
    to.unchanged = from.unchanged;
    to.reached = from.reached;
    to.covered = from.covered;
    to.carried = from.carried;
    to.repaired = from.repaired;
    to.outbox[PARTIAL] = from.outbox[PARTIAL];
    to.outbox[COMPLETE] = from.outbox[COMPLETE]
}

inline copyDepot(from, to) {
    to.shipments = from.shipments;
    to.heartbeat = from.heartbeat;
    to.heartA = from.heartA;
    to.heartB = from.heartB;
    j = 0;
    do
    :: j == receivers -> break
    :: else ->
        to.receipts[j].shipment = from.receipts[j].shipment;
        to.receipts[j].state = from.receipts[j].state;
        to.receipts[j].top = from.receipts[j].top;
        to.receipts[j].asks = from.receipts[j].asks;
        to.receipts[j].completes = from.receipts[j].completes;
        j++
    od
}

inline copyDatabase(from, to) {
    to.a = from.a;
    to.b = from.b;
    to.ledger = from.ledger;
    to.held = from.held;
    to.failed = from.failed
}

inline saveCopy(what) {
    printf("copied: %d (1 work, 2 source, 4 depot, 8 receiver 0)\n", what);
    saved = what;
    if :: what & 1 -> copyWork(work, oldWork) :: else fi;
    if :: what & 2 -> oldA = rowA; oldB = rowB :: else fi;
    if :: what & 4 -> copyDepot(depot, oldDepot) :: else fi;
    if :: what & 8 -> copyDatabase(db[0], oldDb) :: else fi
}

inline restoreCopy() {
    printf("the copy is restored\n");
    restores++;
    if :: saved & 1 -> copyWork(oldWork, work) :: else fi;
    if :: saved & 2 -> rowA = oldA; rowB = oldB; line++ :: else fi;
    if :: saved & 4 -> copyDepot(oldDepot, depot); halves = 0 :: else fi;
    if :: saved & 8 -> copyDatabase(oldDb, db[0]); behind[0] = true :: else fi
}

inline take(x) {
    printf("shipment: identity %d is taken out of the depot\n", x);
    taken++;
    depot.shipments = depot.shipments & ~only(x);
    withheld = withheld | only(x)
}

inline alter(x) {
    printf("shipment: identity %d is altered in the depot\n", x);
    alterations++;
    altered = altered | only(x)
}

/* Writes, faults, and people who change the config. */
proctype World() {
end:
    do
    :: atomic { MAY_CHANGE && writes < maxWrites -> writes++; rowA = writes; printf("write a=%d\n", writes) }
    :: atomic { MAY_CHANGE && writes < maxWrites -> writes++; rowB = writes; printf("write b=%d\n", writes) }
    :: atomic { MAY_CHANGE && switches < maxSwitches -> switches++; covers = covers ^ B; printf("tables: %d\n", covers) }
    :: atomic { MAY_CHANGE && !trouble && troubles < maxTroubles ->
            troubles++; trouble = true; printf("receiver 0: b's table takes no rows\n") }
    :: atomic { MAY_CHANGE && trouble -> trouble = false; printf("receiver 0: b's table takes rows again\n") }
    :: atomic { MAY_CHANGE && saved == 0 && restores < maxRestores && (parts & 1) && SENDER_RESTS -> saveCopy(1) }
    :: atomic { MAY_CHANGE && saved == 0 && restores < maxRestores && (parts & 2) && SENDER_RESTS -> saveCopy(2) }
    :: atomic { MAY_CHANGE && saved == 0 && restores < maxRestores && (parts & 4) -> saveCopy(4) }
    :: atomic { MAY_CHANGE && saved == 0 && restores < maxRestores && (parts & 8) && !loading[0] -> saveCopy(8) }
    :: atomic { MAY_CHANGE && saved == 0 && restores < maxRestores && (parts & 16) && SENDER_RESTS -> saveCopy(5) }
    :: atomic {
            MAY_CHANGE && saved != 0 && restores < maxRestores &&
                    (!(saved & 3) || SENDER_RESTS) && (!(saved & 8) || !loading[0]) ->
            restoreCopy()
        }
    :: atomic { MAY_CHANGE && taken < maxTaken && has(depot.shipments, 1) -> take(1) }
    :: atomic { MAY_CHANGE && taken < maxTaken && has(depot.shipments, 2) -> take(2) }
    :: atomic { MAY_CHANGE && taken < maxTaken && has(depot.shipments, 3) -> take(3) }
    :: atomic { MAY_CHANGE && taken < maxTaken && has(depot.shipments, 4) -> take(4) }
    :: atomic { MAY_CHANGE && taken < maxTaken && has(depot.shipments, 5) -> take(5) }
    :: atomic { MAY_CHANGE && alterations < maxAltered && has(depot.shipments, 1) -> alter(1) }
    :: atomic { MAY_CHANGE && alterations < maxAltered && has(depot.shipments, 2) -> alter(2) }
    :: atomic { MAY_CHANGE && alterations < maxAltered && has(depot.shipments, 3) -> alter(3) }
    :: atomic { MAY_CHANGE && withheld != 0 ->
            printf("what was taken turns up again\n");
            depot.shipments = depot.shipments | withheld; withheld = 0 }
    od
}

/* From whatever state: once faults end, so many runs of each command bring every receiver to what the source has. */
proctype Settle() {
    byte x, before, refused, r, round;
    bit needed, well;
    atomic {
        SENDER_RESTS && NO_LOAD && !settling -> settling = true; trouble = false; printf("faults end\n");
        do
        :: round == ROUNDS -> break
        :: else ->
            running[PARTIAL] = true;
            runPartial(x, before, needed);
crashed:
            atomic { running[PARTIAL] = false; running[COMPLETE] = false; lent[COMPLETE] = false };
            r = 0;
            do
            :: r == receivers -> break
            :: else ->
                x = 0;
                runLoad(r, x, refused, well);
                loading[r] = false;
                r++
            od;
            round++
        od;
        r = 0;
        do
        :: r == receivers -> break
        :: else ->
            if
            :: db[r].ledger == 0 && depot.receipts[r].shipment == 0     /* nobody has heard of that receiver yet */
            :: else ->
                assert(well);
                assert(!(covers & A) || db[r].a == rowA);
                assert(!(covers & B) || db[r].b == rowB)
            fi;
            r++
        od
    }
}

init {
    atomic {
        byte r;
        c_code {
            if (bound("MUTANT") != 0) lacks = bound("MUTANT");
            receivers = bound("RECEIVERS"); maxWrites = bound("WRITES"); maxShipments = bound("SHIPMENTS");
            maxTaken = bound("TAKEN"); maxRestores = bound("RESTORES"); maxCrashes = bound("CRASHES");
            maxSwitches = bound("SWITCHES"); maxTroubles = bound("TROUBLES");
            maxAltered = bound("ALTERED"); refers = bound("REFERS"); parts = bound("PARTS"); alone = bound("ALONE");
        };
        media[0] = 1;
        media[1] = 1;
        run DumpPartial();
        run DumpComplete();
        run World();
        do
        :: r == receivers -> break
        :: else -> run Load(r); r++
        od;
        r = 0;
        run Settle()
    }
}
