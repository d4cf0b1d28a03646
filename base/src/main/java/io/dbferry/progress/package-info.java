/** How long work says how far it is. Imports nothing of ours; {@code cli} draws it. */
@NullMarked
package io.dbferry.progress;

import org.jspecify.annotations.NullMarked;
