/**
 * The receiver's own steps after a load: SQL files and programs, in order, each until it succeeds once for each
 * shipment. How far they are stands in the ledger.
 */
@NullMarked
package io.dbferry.receiver.postprocess;

import org.jspecify.annotations.NullMarked;
