package io.dbferry.receiver.publish;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a broker is reached.
 *
 * @param bootstrap servers as {@code host:port}, with commas between them
 * @param publisher of two with the same name, the broker takes only what the later one sends
 * @param properties a file in the broker's own format, with what may be secret
 */
public record PublishAccount(String bootstrap, String publisher, Optional<Path> properties) {}
