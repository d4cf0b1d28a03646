package io.dbferry.sender.due;

/** What a {@code dump partial} ships, as far as that is known before the source is looked at. */
public sealed interface NextShipment {
    /**
     * A partial, unless the source says otherwise.
     *
     * @param completeGone whether the last complete is not in the depot any more. Receivers keep the newest that they have
     *     applied, so nobody may have its media
     */
    record Partial(boolean completeGone) implements NextShipment {}

    /** A partial, although some receiver asks for a complete: it comes later. */
    record PartialMeanwhile(PostponedRequest request) implements NextShipment {}

    /** Nothing: all receivers ask for a complete, which comes later, and can apply nothing before. */
    record NothingMeanwhile(PostponedRequest request) implements NextShipment {}

    /** A complete instead. */
    record Complete(CompleteReason reason) implements NextShipment {}

    /**
     * Whether all media travel with a complete, also those that earlier shipments carried: whoever asks for one may have
     * lost them, and so may everybody if a complete is gone.
     */
    default boolean needsAllMedia() {
        return !(this instanceof Partial partial) || partial.completeGone();
    }
}
