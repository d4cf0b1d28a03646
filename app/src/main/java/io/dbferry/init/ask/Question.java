package io.dbferry.init.ask;

import org.jspecify.annotations.Nullable;

/**
 * Something to be answered.
 *
 * @param flag the option that answers it, {@code --depot}
 * @param text what is asked, without a question mark
 * @param byDefault what is taken where nothing is answered; null if there must be an answer
 */
public record Question(String flag, String text, @Nullable String byDefault) {}
