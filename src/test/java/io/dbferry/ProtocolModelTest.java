package io.dbferry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The model of the protocol holds, and without any one of its defences it does not. */
class ProtocolModelTest {

    @Test
    void modelHoldsAndEachMutantHasACounterexample() {
        RequiredProgram.find("spin");
        RequiredProgram.find("gcc");

        String table =
                ChildProcess.run(Path.of("model", "run").toAbsolutePath()).succeeded();

        assertThat(table).contains("protocol").doesNotContain("WRONG");
    }
}
