package io.dbferry.django;

import java.util.List;

/**
 * A logical line.
 *
 * @param indented whether it stands in a block, so that it may not be executed
 */
record Statement(boolean indented, List<Token> tokens) {
    Statement {
        tokens = List.copyOf(tokens);
    }
}
