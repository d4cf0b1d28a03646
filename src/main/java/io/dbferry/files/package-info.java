/**
 * Files and folders of this machine: replaced whole, put on the disk, locked, deleted, and the room that a disk has. The only
 * package that renames over a file, syncs or locks one. Knows neither end and no format: callers pass paths and bytes.
 */
@NullMarked
package io.dbferry.files;

import org.jspecify.annotations.NullMarked;
