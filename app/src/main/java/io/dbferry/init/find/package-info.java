/** What can be found on this machine and in its database, so that nobody is asked for it. */
@NullMarked
package io.dbferry.init.find;

import org.jspecify.annotations.NullMarked;
