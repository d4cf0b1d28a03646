/** The receiver's schema beside that of the sender's newest shipments, and bringing it into step. */
@NullMarked
package io.dbferry.receiver.drift;

import org.jspecify.annotations.NullMarked;
