/**
 * The place that both servers reach: names and bytes, never tables. A plain folder or SFTP, behind one interface.
 * Imports nothing of ours, so that a new kind of store needs to know nothing else.
 */
@NullMarked
package io.dbferry.depot;

import org.jspecify.annotations.NullMarked;
