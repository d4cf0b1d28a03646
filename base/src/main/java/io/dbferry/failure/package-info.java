/**
 * Every way in which DbFerry can fail, as one enum with exit codes, and the exception that carries it with a message
 * and a hint. Any package may throw it; only {@code cli} prints it and exits. Imports nothing of ours.
 */
@NullMarked
package io.dbferry.failure;

import org.jspecify.annotations.NullMarked;
