package io.dbferry.receiver.open;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.stream.Place;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.text.Printable;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why a shipment is not applied. */
public final class RejectedShipment {
    /** Longer causes quote something that nobody wants to read. */
    private static final int CAUSE_LENGTH = 400;

    /** What to do about media for which the config has no folder. */
    public static final String MEDIA_HINT =
            "Add a folder to media in this config for each one of the sender's, in the same order, and run dbferry load";

    private static final String WHOSE = "Find out who put it there, and delete '%s' from the depot";

    private RejectedShipment() {}

    /** A folder that is not the shipment whose name it has: anyone who can write into the depot can make one. */
    static final class ImpostorException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable ShipmentName original;

        ImpostorException(String message) {
            this(message, null);
        }

        private ImpostorException(String message, @Nullable ShipmentName original) {
            super(message);
            this.original = original;
        }
    }

    /** Somebody put it there, or damaged it beyond telling whose it was; the sender has no part in it. */
    static DbferryException impostor(ShipmentName name, String cause) {
        return impostor(name, cause, WHOSE.formatted(Place.of(name)), new ImpostorException(cause));
    }

    /** It belongs elsewhere, or the stream has another name on the other side. */
    static DbferryException otherStream(ShipmentName name, String itsStream, String here) {
        String cause = "it is of stream '" + itsStream + "', not '" + here + "'";
        return impostor(
                name,
                cause,
                "If the sender is the right one, give stream the same name in both configs; if not, find out who put it"
                        + " there, and delete '" + Place.of(name) + "' from the depot",
                new ImpostorException(cause));
    }

    static DbferryException impostor(ShipmentName name, String cause, String hint, Exception e) {
        return new DbferryException(Failure.SHIPMENT_REFUSED, message(name, cause), hint, e);
    }

    public static boolean isImpostor(DbferryException e) {
        return e.getCause() instanceof ImpostorException || e.getCause() instanceof ShipmentTrust.UntrustedException;
    }

    /** The shipment of which that is a copy; null if it is none. */
    public static @Nullable ShipmentName original(DbferryException e) {
        return e.getCause() instanceof ImpostorException impostor ? impostor.original : null;
    }

    private static String message(ShipmentName name, String cause) {
        String line = Printable.line(cause);
        return "cannot load " + name + ": "
                + (line.length() > CAUSE_LENGTH ? line.substring(0, CAUSE_LENGTH) + "..." : line);
    }

    /**
     * The same with what comes next: that a complete comes, and when.
     *
     * @param next the time before which the sender ships none for the asking; empty if its next run does
     */
    public static DbferryException asking(DbferryException e, Optional<Instant> next) {
        return next.isEmpty()
                ? e
                : new DbferryException(e.failure(), String.valueOf(e.getMessage()), comes(next.get()), e);
    }

    public static String comes(Instant next) {
        return "The sender ships a complete with its first run after " + next.truncatedTo(ChronoUnit.SECONDS)
                + "; 'dbferry dump complete' there does it now";
    }

    /** The shipment itself is wrong. */
    public static DbferryException unfit(ShipmentName name, String cause) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                message(name, cause),
                "The sender is asked for a complete with its next run; if this comes again, check depot and disks",
                null);
    }

    /** A complete to which it refers is not what the manifest says. */
    static DbferryException base(ShipmentName name, String cause, String place) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                message(name, cause),
                "The sender is asked for a complete that refers to no other with its next run; if shipments are carried here by"
                        + " hand, bring '" + place + "' too",
                null);
    }

    /** The shipment has the manifest of another one: a copy, which may do no harm, or one put in another's place. */
    static DbferryException copy(ShipmentName name, ShipmentName original) {
        String cause = "its manifest is that of " + original + " of " + original.time();
        return impostor(name, cause, WHOSE.formatted(Place.of(name)), new ImpostorException(cause, original));
    }

    /** It travelled under another policy than the one that this receiver demands, or under none. */
    static final class OtherPolicyException extends Exception {
        private static final long serialVersionUID = 1L;

        OtherPolicyException(String message) {
            super(message);
        }
    }

    /** The sender let leave what this receiver may not have, or its policy is a newer one. */
    public static DbferryException otherPolicy(ShipmentName name, @Nullable String its, String required) {
        String cause = policyCause(its, required);
        return new DbferryException(
                Failure.SHIPMENT_REFUSED, message(name, cause), policyHint(its), new OtherPolicyException(cause));
    }

    /** What is wrong with a shipment of that policy. */
    public static String policyCause(@Nullable String its, String required) {
        return (its == null ? "it travelled under no policy" : "it travelled under policy " + its)
                + ", and require-policy demands " + required;
    }

    /** What to do about one. */
    public static String policyHint(@Nullable String its) {
        return its == null
                ? "Correct the policy in the sender's config, then run 'dbferry dump complete' there"
                : "If that policy is right now, set require-policy to " + its
                        + "; else correct the policy in the sender's config, then run 'dbferry dump complete' there";
    }

    public static boolean isOtherPolicy(DbferryException e) {
        return e.getCause() instanceof OtherPolicyException;
    }

    private static final class NoMediaFolderException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** It carries files of a folder that the config here does not have. */
    public static DbferryException noMediaFolder(ShipmentName name) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                message(name, "the sender has more media folders than media in this config"),
                MEDIA_HINT,
                new NoMediaFolderException());
    }

    /** Whether no shipment can do away with the failure, but somebody who changes a config or the depot. */
    public static boolean isForSomebodyToFix(DbferryException e) {
        return isImpostor(e) || isOtherPolicy(e) || e.getCause() instanceof NoMediaFolderException;
    }

    /** The shipment does not follow what was applied last. */
    public static DbferryException gap(ShipmentName name, String cause) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                "cannot load " + name + ": " + cause,
                "The sender is asked for a complete with its next run; no action is needed here",
                null);
    }

    /** Nothing more can come that would be applied. */
    public static DbferryException heartbeat(String cause) {
        return new DbferryException(
                Failure.SHIPMENT_REFUSED,
                "cannot follow the sender's heartbeat: " + cause,
                "The sender is asked for a complete with its next run; no action is needed here",
                null);
    }

    /** This database does not take values of the shipment. */
    public static DbferryException values(ShipmentName name, TableName table, SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        String said = server == null ? e.getMessage() : server.getMessage();
        return new DbferryException(
                Failure.TARGET_DATABASE,
                message(name, "this database refuses values of table '" + table + "': " + said),
                "Fix here what the message names, or skip the table with exclude in the config, and load again",
                e);
    }

    /** This database does not fit the shipment. */
    public static DbferryException schema(ShipmentName name, String cause, String hint) {
        return new DbferryException(Failure.TARGET_DATABASE, message(name, cause), Printable.line(hint), null);
    }
}
