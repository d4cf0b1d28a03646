/** How a run says how far it is: a bar on a terminal, or lines of JSON. */
@NullMarked
package io.dbferry.jobs.progress;

import org.jspecify.annotations.NullMarked;
