/** What {@code dump} and {@code load} came to, or would, as one JSON document; failures and progress as lines of JSON. */
@NullMarked
package io.dbferry.jobs.result;

import org.jspecify.annotations.NullMarked;
