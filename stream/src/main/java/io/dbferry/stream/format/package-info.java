/**
 * What both sides agree on: what a manifest is made of, names, positions, receipts, the heartbeat, zstd frames.
 * Formats are data: whoever reads or writes them comes here.
 */
@NullMarked
package io.dbferry.stream.format;

import org.jspecify.annotations.NullMarked;
