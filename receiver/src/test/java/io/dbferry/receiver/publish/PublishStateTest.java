package io.dbferry.receiver.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.receiver.publish.PublishState.Way;
import io.dbferry.receiver.queue.Batch;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Sequence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishStateTest {
    private static final Batch BATCH = new Batch(new Sequence(7), Kind.PARTIAL, "x", 40, 50, false);

    private static @Nullable PublishedPosition at(long position) {
        return new PublishedPosition("viz", 6, "hash", position);
    }

    @Test
    void changesFollowWhatIsPublished() {
        assertThat(PublishState.way(BATCH, at(40), true)).isEqualTo(Way.CHANGES);
    }

    @Test
    void whatIsPublishedIsPassed() {
        assertThat(PublishState.way(BATCH, at(50), true)).isEqualTo(Way.PUBLISHED);
        assertThat(PublishState.way(BATCH, at(60), false)).isEqualTo(Way.PUBLISHED);
    }

    @Test
    void allRowsArePublishedWhereChangesDoNotLeadOn() {
        assertThat(PublishState.way(BATCH, null, true)).isEqualTo(Way.ALL_ROWS);
        assertThat(PublishState.way(BATCH, at(39), true)).isEqualTo(Way.ALL_ROWS);
        assertThat(PublishState.way(BATCH, at(45), true)).isEqualTo(Way.ALL_ROWS);
        assertThat(PublishState.way(BATCH, at(40), false)).isEqualTo(Way.ALL_ROWS);
    }

    @Test
    void positionIsReadAsItWasWritten() throws PublishFailedException {
        PublishedPosition position = new PublishedPosition("viz", 6, "hash", 40);
        assertThat(position.json())
                .isEqualTo("{\"receiver\":\"viz\",\"sequence\":6,\"manifest\":\"hash\",\"position\":40}");
        assertThat(PublishedPosition.parse(position.json())).isEqualTo(position);
        assertThatThrownBy(() -> PublishedPosition.parse("{\"receiver\":\"viz\"}"))
                .hasMessage("the topic of positions has a message that is none of DbFerry's");
    }
}
