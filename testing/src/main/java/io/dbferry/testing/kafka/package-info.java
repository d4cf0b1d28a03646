/** A real Kafka broker for tests, as a process of its own, so that it can be killed. */
@NullMarked
package io.dbferry.testing.kafka;

import org.jspecify.annotations.NullMarked;
