/** A class for each command: its options, and the job that it runs. */
@NullMarked
package io.dbferry.cli.command;

import org.jspecify.annotations.NullMarked;
