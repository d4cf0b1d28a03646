/** The jobs that {@code dbferry run} starts, and what it does beside them. */
@NullMarked
package io.dbferry.jobs.daemon;

import org.jspecify.annotations.NullMarked;
