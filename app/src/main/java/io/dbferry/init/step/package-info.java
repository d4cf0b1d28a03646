/**
 * What is to be done on a machine, as values: a step with its commands, how to see that it is done, and how to take it back. The
 * same list is printed to be pasted, or run by root. Knows nothing of what the steps are about.
 */
@NullMarked
package io.dbferry.init.step;

import org.jspecify.annotations.NullMarked;
