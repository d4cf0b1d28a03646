/** Incidents, and what is said of them. */
@NullMarked
package io.dbferry.notify.message;

import org.jspecify.annotations.NullMarked;
