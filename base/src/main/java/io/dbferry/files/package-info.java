/**
 * Files of this machine: replaced whole, locked, and the room on their disk. Nobody else renames or locks a file.
 */
@NullMarked
package io.dbferry.files;

import org.jspecify.annotations.NullMarked;
