package io.dbferry.config.time;

/**
 * When partials are due.
 *
 * @param expression the times
 * @param continuous whether the daemon also starts them as soon as there is something to do
 */
public record PartialTimes(CronExpression expression, boolean continuous) {
    /** What is overlooked is found within a minute. */
    public static final PartialTimes CONTINUOUS = new PartialTimes(CronExpression.parse("* * * * *"), true);
}
