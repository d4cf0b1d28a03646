package io.dbferry.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** What stores promise of questions that are announced: the same answers. */
public interface SoonContract {
    Store store();

    void write(String file, String text) throws IOException;

    String text(String file) throws IOException;

    @Test
    default void whatIsAnnouncedIsAnswered() throws IOException {
        store().makeFolder("a");
        write("a/x", "x");
        write("y", "a longer text");

        store().soon(Soon.NOTHING.look("y", "none").list("a", "", "none").read("a/x", "none", "a/x"));

        assertThat(store().list("a")).extracting(Store.Entry::name).containsExactly("x");
        assertThat(store().find("y")).map(Store.Entry::bytes).contains(13L);
        assertThat(store().find("none")).isEmpty();
        assertThat(text("a/x")).isEqualTo("x");
        assertThat(text("a/x")).isEqualTo("x");
        assertThatThrownBy(() -> store().get("none")).isInstanceOf(NoSuchFileException.class);
        assertThat(store().list("none")).isEmpty();
        assertThat(store().list("")).extracting(Store.Entry::name).containsExactly("a", "y");
    }

    @Test
    default void whatChangesAfterItWasAnnouncedIsAskedAgain() throws IOException {
        store().makeFolder("a/b");
        write("a/x", "old");
        Soon soon = Soon.NOTHING.look("a/x", "a/b").list("a", "a/b").read("a/x");

        store().soon(soon);
        write("a/x", "much newer");
        assertThat(text("a/x")).isEqualTo("much newer");
        assertThat(store().find("a/x")).map(Store.Entry::bytes).contains(10L);

        store().soon(soon);
        assertThat(store().find("a/x")).isPresent();
        assertThat(store().find("a")).as("and what is announced is read").isPresent();
        write("a/b/y", "y");
        assertThat(store().list("a/b")).extracting(Store.Entry::name).containsExactly("y");

        store().soon(soon);
        store().delete("a");
        assertThat(store().list("a")).isEmpty();
        assertThat(store().list("a/b")).isEmpty();
        assertThat(store().find("a/x")).isEmpty();
        assertThatThrownBy(() -> store().get("a/x")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void answerIsGivenOnceAndNotBehindAnotherAnnouncement() throws IOException {
        write("x", "x");

        store().soon(Soon.NOTHING.look("x").list(""));
        assertThat(store().list("")).hasSize(1);
        write("y", "y");
        assertThat(store().list("")).hasSize(2);

        store().soon(Soon.NOTHING.look("z"));
        store().soon(Soon.NOTHING);
        assertThat(store().find("z")).isEmpty();
    }

    @Test
    default void moreIsAnnouncedThanIsKept() throws IOException {
        Soon soon = Soon.NOTHING;
        for (int i = 0; i < 200; i++) {
            soon = soon.look("f" + i);
        }
        write("f199", "x");

        store().soon(soon);

        assertThat(store().find("f0")).isEmpty();
        assertThat(store().find("f199")).isPresent();
    }
}
