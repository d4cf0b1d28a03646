/** What the text of one config value means: durations, sizes, cron expressions, depots. */
@NullMarked
package io.dbferry.config.text;

import org.jspecify.annotations.NullMarked;
