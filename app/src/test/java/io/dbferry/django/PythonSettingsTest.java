package io.dbferry.django;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.django.PythonValue.Dict;
import io.dbferry.django.PythonValue.Text;
import io.dbferry.django.PythonValue.Unread;
import io.dbferry.failure.DbferryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonSettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'a'                          | a
            "it's"                       | it's
            'it\\'s'                      | it's
            r'\\d'                        | \\d
            u'ñ'                         | ñ
            '\\x41\\u0042\\101'             | ABA
            'one' 'two'                  | onetwo
            ('one'  # why)               | one
            'a' + "b"                    | ab
            `'''a "b" c'''`              | a "b" c
            NAME + '/x'                  | /srv/x
            os.path.join(NAME, 'a', 'b') | /srv/a/b
            os.path.join('a', '/b')      | /b
            join(NAME, "media")          | /srv/media
            Path(NAME) / 'm'             | /srv/m
            Path('/a/b/c').parent.parent | /a
            str(5)                       | 5
            {'a': {'b': 'c'}}['a']['b']  | c
            ['x', 'y'][1]                | y
            f'plain'                     | plain
            """)
    void textsAreRead(String expression, String text) throws IOException {
        assertThat(value("NAME = '/srv'\nX = (" + expression.replace("why)", "why\n)") + ")\n"))
                .isEqualTo(new Text(text));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            os.environ['HOST']            | comes from the environment variable 'HOST'
            os.environ.get('HOST', 'x')   | comes from the environment variable 'HOST'
            f'{NAME}/x'                   | is a text with values put into it
            secret('x')                   | calls 'secret'
            'a' if DEBUG else 'b'         | depends on a condition
            'a %s' % 'b'                  | is computed with '%'
            OTHER                         | is 'OTHER', which is not set to a literal before
            open('/etc/passwd').read()    | calls 'open'
            __import__('os').system('id') | calls '__import__'
            'a' or 'b'                    | is computed with 'or'
            """)
    void whatOnlyExecutingWouldTellIsNamedWithItsLine(String expression, String reason) throws IOException {
        assertThat(value("NAME = '/srv'\n\nX = " + expression + "\n")).isEqualTo(new Unread(3, reason));
    }

    @Test
    void oneEntryThatCannotBeReadLeavesTheOthers() throws IOException {
        PythonValue value = value("""
                X = {
                    'a': 'b',  # a comment, with 'quotes'
                    'password': decrypt(open('k').read(), [1, 2]),
                    'n': 60 * 24 - 1, 't': True,
                }
                """);

        assertThat(((Dict) value).entries())
                .containsEntry("a", new Text("b"))
                .containsEntry("password", new Unread(3, "calls 'open'"))
                .containsEntry("n", new Text("1439"))
                .containsEntry("t", new PythonValue.Truth(true));
    }

    @Test
    void pathsStartAtTheSettingsFile() throws IOException {
        assertThat(value("""
                import os
                BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
                X = os.path.join(BASE_DIR, 'media', 'reported_images')
                """)).isEqualTo(new Text(folder.getParent() + "/media/reported_images"));
    }

    @Test
    void laterAssignmentsWinAndBlocksAreNotCertain() throws IOException {
        assertThat(value("X = 'a'\nX = 'b'; Y = 'c'\n")).isEqualTo(new Text("b"));
        assertThat(value("D = {'a': {'b': 1}}\nD['a']['b'] = 'c'\nX = D['a']['b']\n"))
                .isEqualTo(new Text("c"));
        assertThat(value("X = 'a'\nif DEBUG:\n    X = 'b'\n"))
                .isEqualTo(new Unread(3, "is set in a block, so it depends on a condition"));
        assertThat(value("X: str = 'a'\nX += 'b'\n")).isEqualTo(new Text("ab"));
        assertThat(value("from keys import X\n")).isEqualTo(new Unread(1, "is imported from 'keys'"));
        assertThat(settings("try:\n    from .local import *\nexcept ImportError:\n    pass\n")
                        .elsewhere())
                .containsExactly(new StarImport(2, ".local"));
    }

    @Test
    void callsThatChangeASettingMakeItUncertain() throws IOException {
        assertThat(value("X = {'a': 'b'}\nX.update(other)\n"))
                .isEqualTo(new Unread(2, "is changed by a call of 'update'"));
        assertThat(((Dict) value("X = {'a': {'b': 'c'}, 'd': 'e'}\nX['a'].update(env())\n")).entries())
                .containsEntry("a", new Unread(2, "is changed by a call of 'update'"))
                .containsEntry("d", new Text("e"));
        assertThat(value("X = 'a'\ndef f():\n    X = 'b'\n")).isEqualTo(new Text("a"));
    }

    @Test
    void whatAFunctionAppendsIsReadAndAddedWhereItIsCalled() throws IOException {
        String function = "def add(jobs):\n    'why'\n    jobs.append('b')\n    other.append('x')\n    return jobs\n";

        assertThat(value(function + "X = add(['a'])\n"))
                .isEqualTo(new PythonValue.Items(java.util.List.of(new Text("a"), new Text("b"))));
        assertThat(value(function + "X = add(secret())\n")).isInstanceOf(Unread.class);
        assertThat(value("from keys import add\nX = add([])\n")).isEqualTo(new Unread(2, "calls 'add'"));
    }

    @Test
    void importedFileIsFoundBesideOrBelow() throws IOException {
        Path settings =
                Files.createDirectories(folder.resolve("server/settings")).resolve("__init__.py");
        Path base = Files.writeString(settings.resolveSibling("base.py"), "");
        Path keys = Files.createDirectories(folder.resolve("server/keys")).resolve("__init__.py");
        Files.writeString(keys, "");

        assertThat(new StarImport(1, ".base").file(settings)).contains(base);
        assertThat(new StarImport(1, "server.settings.base").file(settings)).contains(base);
        assertThat(new StarImport(1, "..keys").file(settings)).contains(keys);
        assertThat(new StarImport(1, ".keys").file(settings)).isEmpty();
    }

    @Test
    void nothingIsExecuted() throws IOException {
        Path proof = folder.resolve("executed");

        settings("open('%s', 'w')\nX = [open('%s', 'w') for i in 'a']\n__import__('os').system('touch %s')\n"
                .formatted(proof, proof, proof));

        assertThat(proof).doesNotExist();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"X = '", "X = (((", "X = {'a':", "]]]", "X = = =", "print 'Python 2'", "X = 'a' 'b", "=", "X = )"
            })
    void whatPythonCannotReadIsRefusedWithItsLine(String source) {
        assertThatThrownBy(() -> settings(source))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line 1 is not Python 3: ");
    }

    @Test
    void valuesThatGrowWithoutEndAreCutOff() throws IOException {
        assertThat(value("X = 'aaaaaaaaaa'\n" + "X = X + X\n".repeat(60))).isInstanceOf(Unread.class);
        assertThat(value("X = 10\n" + "X = X * X\n".repeat(60))).isInstanceOf(Unread.class);
        assertThatThrownBy(() -> settings("X = {'a': 'b'}\n" + "X = {'a': X, 'b': X}\n".repeat(40)))
                .hasMessage("it has more values than a settings file");
        assertThatThrownBy(() -> settings("X = 1" + "+1".repeat(100_000))).isInstanceOf(IOException.class);
    }

    @Test
    void withoutPythonTheReasonAndTheWayOutAreReported() throws IOException {
        Path file = Files.writeString(folder.resolve("settings.py"), "X = 1\n");

        assertThatThrownBy(() -> PythonSettings.read(file, new Python("no-python3")))
                .isInstanceOfSatisfying(
                        DbferryException.class,
                        e -> assertThat(e.hint())
                                .isEqualTo(
                                        "Install python3 here, or run init without --from-django and give the answers as options"))
                .hasMessage("cannot read Django settings: 'no-python3' cannot be started");
    }

    @Test
    void pythonThatDoesNotEndIsEnded() {
        Python python = new Python("python3", Duration.ofMillis(300));

        assertThatThrownBy(() -> python.run("while True: pass", "x")).hasMessage("python3 did not end within 0 s");
    }

    private PythonValue value(String source) throws IOException {
        return settings(source).get("X").orElseThrow();
    }

    private PythonSettings settings(String source) throws IOException {
        return PythonSettings.read(Files.writeString(folder.resolve("settings.py"), source));
    }
}
