/** Which completes others refer to: these stay in the depot as long as the others do. */
@NullMarked
package io.dbferry.stream.base;

import org.jspecify.annotations.NullMarked;
