package io.dbferry.stream.store.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers answer when they refuse something. */
final class SftpFailureTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            3  | Permission denied | ACCESS      | permission denied
            14 | x                 | FULL        | no space left
            15 | x                 | FULL        | no space left
            4  | No space left     | FULL        | no space left
            4  | Failure           | ACCESS      | the server answers 'Failure'
            7  | lost              | UNREACHABLE | the connection broke""")
    void aServersAnswerIsPutIntoTheDepotsWords(int id, String message, Problem problem, String cause) {
        DepotException e =
                SftpFailure.of(StoreAction.read(StorePath.of("a"), "sftp://u@h/d"), new SftpException(id, message));

        assertThat(e).hasMessage("cannot read 'a' of depot 'sftp://u@h/d': " + cause);
        assertThat(e.problem()).isEqualTo(problem);
    }

    @Test
    void whatIsNoAnswerBrokeTheConnection() {
        assertThat(SftpFailure.of(StoreAction.open("d"), new IOException("reset")))
                .hasMessage("cannot open depot 'd': the connection broke")
                .extracting(DepotException::problem)
                .isEqualTo(Problem.UNREACHABLE);
        assertThat(SftpFailure.isMissing(new SftpException(SftpConstants.SSH_FX_NO_SUCH_FILE, "x")))
                .isTrue();
        assertThat(SftpFailure.isMissing(new SftpException(SftpConstants.SSH_FX_FAILURE, "x")))
                .isFalse();
    }
}
