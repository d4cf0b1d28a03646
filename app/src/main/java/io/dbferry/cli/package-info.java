/** The program: which command the words mean, what a failure prints, and the exit code. */
@NullMarked
package io.dbferry.cli;

import org.jspecify.annotations.NullMarked;
