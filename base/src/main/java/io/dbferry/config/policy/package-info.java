/** What of the sender's rows may leave it, as the config has it: rules for columns and conditions for rows. */
@NullMarked
package io.dbferry.config.policy;

import org.jspecify.annotations.NullMarked;
