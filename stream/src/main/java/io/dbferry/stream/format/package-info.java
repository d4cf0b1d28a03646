/**
 * What both sides agree on: the manifest, names, positions, receipts, the heartbeat, zstd frames.
 * Formats are data: whoever reads or writes them comes here.
 */
@NullMarked
package io.dbferry.stream.format;

import org.jspecify.annotations.NullMarked;
