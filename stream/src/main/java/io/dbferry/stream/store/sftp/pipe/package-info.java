/**
 * An SFTP client that asks several questions before it waits for an answer. The channel is JSch's, packets are read by Apache
 * MINA; what neither has is here: which answer belongs to which question, and how many are under way. Nothing here knows depots.
 */
@NullMarked
package io.dbferry.stream.store.sftp.pipe;

import org.jspecify.annotations.NullMarked;
