/** What a dump would ship, and the copy of the work folder in which it is found out. */
@NullMarked
package io.dbferry.sender.preview;

import org.jspecify.annotations.NullMarked;
