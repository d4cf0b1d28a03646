/**
 * The receiver's own steps after a load: SQL files and programs, each a consumer of the queue of changed rows with a
 * position, tries and a dead letter of its own.
 */
@NullMarked
package io.dbferry.receiver.postprocess;

import org.jspecify.annotations.NullMarked;
