/** The part of the config that is about being watched: alarms, mail, log, metrics. */
@NullMarked
package io.dbferry.config.watch;

import org.jspecify.annotations.NullMarked;
