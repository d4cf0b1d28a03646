/** The ways that messages take: mail and webhooks. */
@NullMarked
package io.dbferry.notify.channel;

import org.jspecify.annotations.NullMarked;
