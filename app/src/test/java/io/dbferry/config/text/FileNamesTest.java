package io.dbferry.config.text;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void anEncodingThatCannotNameEveryFileIsRefused() {
        assertThatCode(() -> FileNames.requireUtf8("UTF-8")).doesNotThrowAnyException();
        assertThatThrownBy(() -> FileNames.requireUtf8("ANSI_X3.4-1968"))
                .isInstanceOf(BadValue.class)
                .hasMessage(
                        "this process can name files in ANSI_X3.4-1968 only, as its locale says or because that is not"
                                + " installed; start it with LC_ALL=C.UTF-8");
    }
}
