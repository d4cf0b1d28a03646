/** Times of a schedule: five-field cron expressions in a time zone. */
@NullMarked
package io.dbferry.config.time;

import org.jspecify.annotations.NullMarked;
