/** A mail server, a web server and the keys of both, for tests of alarms. */
@NullMarked
package io.dbferry.testing.mail;

import org.jspecify.annotations.NullMarked;
