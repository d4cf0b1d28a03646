/** Real servers and programs for tests: PostgreSQL, OpenSSH, MINA SSHD, mail, cron, small disks. */
@NullMarked
package io.dbferry.testing;

import org.jspecify.annotations.NullMarked;
