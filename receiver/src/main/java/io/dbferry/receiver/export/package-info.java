/** A complete as the one SQL file that it stands for. */
@NullMarked
package io.dbferry.receiver.export;

import org.jspecify.annotations.NullMarked;
