/** What a database tells of the Django application that it belongs to. */
@NullMarked
package io.dbferry.postgres.django;

import org.jspecify.annotations.NullMarked;
