/** Questions, answers, and the dialog between them. */
@NullMarked
package io.dbferry.init.ask;

import org.jspecify.annotations.NullMarked;
