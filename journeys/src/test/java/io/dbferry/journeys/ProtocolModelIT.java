package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The model of the protocol holds, and without any one of its defences it does not. */
class ProtocolModelIT {
    @Test
    void modelHoldsAndEachMutantHasACounterexample() {
        RequiredProgram.find("spin");
        RequiredProgram.find("gcc");

        Path project = Path.of(System.getProperty("dbferry.project", ".."));

        String table =
                ChildProcess.run(project.resolve("model/run").toAbsolutePath()).succeeded();

        assertThat(table).contains("protocol").doesNotContain("WRONG");
    }
}
