/**
 * How events become lines, in a file that rotates or on a stream, and are read back. Beside {@code event}, which says
 * what happens; knows Logback, which nothing else does. No line holds a secret, or steers a terminal.
 */
@NullMarked
package io.dbferry.logging;

import org.jspecify.annotations.NullMarked;
