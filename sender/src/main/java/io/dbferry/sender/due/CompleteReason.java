package io.dbferry.sender.due;

/** Why a complete is shipped where a partial was asked for. Its text is for people. */
public sealed interface CompleteReason {
    String text();

    /** No partial can continue the stream. */
    record Required(String text) implements CompleteReason {}

    /** It was asked for, which could come again with every run: it is obeyed once per {@link CompleteInterval}. */
    record Requested(String text) implements CompleteReason {}

    /** A partial would cost more. */
    record Cheaper(String text) implements CompleteReason {}
}
