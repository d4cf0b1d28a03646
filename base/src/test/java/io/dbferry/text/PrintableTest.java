package io.dbferry.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatSteersATerminalIsWrittenAsItsEscape() {
        assertThat(Printable.line("a\u001b[31m\u009b\u0000\u007f\r\n\tb"))
                .isEqualTo("a\\u001b[31m\\u009b\\u0000\\u007f\\u000d\\u000a\\u0009b");
        assertThat(Printable.line("\u202etxt.exe\u2066\u200b\u2028\ufeff\ud800"))
                .isEqualTo("\\u202etxt.exe\\u2066\\u200b\\u2028\\ufeff\\ud800");
        assertThat(Printable.line("\udb40\udc41")).isEqualTo("\\udb40\\udc41");
    }

    @Test
    void plainTextOfAnyLanguageStaysAsItIs() {
        String text = "año 'ñandú' \\ 北京 \ud83d\ude8c кириллица";
        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.lines(text + "\n\tnext\u001b\r")).isEqualTo(text + "\n\tnext\\u001b\\u000d");
    }
}
