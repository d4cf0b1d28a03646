/** What shells complete, from the commands as picocli knows them. */
@NullMarked
package io.dbferry.cli.completion;

import org.jspecify.annotations.NullMarked;
