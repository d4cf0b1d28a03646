/** What {@code check} has found, as records. */
@NullMarked
package io.dbferry.check.finding;

import org.jspecify.annotations.NullMarked;
