/** What a test's SFTP server does beside serving. */
@NullMarked
package io.dbferry.testing.sftp;

import org.jspecify.annotations.NullMarked;
