package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was asked ahead of those who want to know it. Each answer is given once. Second steps are asked as soon as the first ones
 * were answered, together with whatever is asked then. May be used by several threads.
 */
final class SftpAhead {
    /** Each small file takes 64 kB, each list what four answers hold. */
    private static final int MOST = 64;

    /** What is asked of a path: a path may be asked for its names and for what it is. */
    private record Key(Class<? extends SftpQuestion> kind, StorePath path) {}

    /** Asks the first step. */
    private interface Asking {
        SftpQuestion ask(SftpFolder folder, SftpChannel channel, StorePath path) throws IOException;
    }

    private final SftpFolder folder;
    private final Map<Key, Deque<SftpQuestion>> asked = new LinkedHashMap<>();
    private int count;
    private @Nullable SftpChannel channel;

    SftpAhead(SftpFolder folder) {
        this.folder = folder;
    }

    /** Asks all of it, as much as there is room for; what was asked before and nobody wanted to know is dropped. */
    synchronized void ask(SftpChannel channel, Soon soon) throws IOException {
        requireSame(channel);
        drop(key -> true);
        ask(channel, soon.looks(), SftpLook.class, SftpLook::ask);
        ask(channel, soon.lists(), SftpList.class, SftpList::ask);
        ask(channel, soon.files(), SftpDownload.class, SftpDownload::ask);
    }

    private void ask(SftpChannel channel, List<String> paths, Class<? extends SftpQuestion> kind, Asking asking)
            throws IOException {
        for (String path : paths) {
            if (count < MOST) {
                StorePath parsed = StorePath.of(path);
                asked.computeIfAbsent(new Key(kind, parsed), key -> new ArrayDeque<>())
                        .addLast(asking.ask(folder, channel, parsed));
                count++;
            }
        }
    }

    synchronized SftpLook look(SftpChannel channel, StorePath path) throws IOException {
        return take(channel, SftpLook.class, path, SftpLook::ask);
    }

    synchronized SftpList list(SftpChannel channel, StorePath path) throws IOException {
        return take(channel, SftpList.class, path, SftpList::ask);
    }

    synchronized SftpDownload download(SftpChannel channel, StorePath path) throws IOException {
        return take(channel, SftpDownload.class, path, SftpDownload::ask);
    }

    private <T extends SftpQuestion> T take(SftpChannel channel, Class<T> kind, StorePath path, Asking asking)
            throws IOException {
        requireSame(channel);
        Key key = new Key(kind, path);
        Deque<SftpQuestion> waiting = asked.get(key);
        if (waiting == null) {
            goOn();
            return kind.cast(asking.ask(folder, channel, path));
        }
        T first = kind.cast(waiting.removeFirst());
        count--;
        if (waiting.isEmpty()) {
            asked.remove(key);
        }
        first.goOn();
        goOn();
        return first;
    }

    /** Asks second steps. */
    synchronized void goOn() {
        for (Deque<SftpQuestion> questions : asked.values()) {
            for (SftpQuestion question : questions) {
                if (question.isDue()) {
                    question.goOn();
                }
            }
        }
    }

    /** That path is about to change: what is known of it, of what is in it, and of the names beside it is dropped. */
    synchronized void changes(StorePath path) {
        drop(key -> path.isRoot()
                || key.path().equals(path)
                || key.path().equals(path.folder())
                || isBelow(key.path(), path));
        goOn();
    }

    private static boolean isBelow(StorePath path, StorePath folder) {
        int names = folder.parts().size();
        return path.parts().size() > names && path.first(names).equals(folder);
    }

    /** What was asked on a connection that broke will not be answered. */
    private void requireSame(SftpChannel now) {
        if (channel != now) {
            asked.clear();
            count = 0;
            channel = now;
        }
    }

    private void drop(Predicate<Key> dropped) {
        Map<Key, Deque<SftpQuestion>> kept = new LinkedHashMap<>();
        List<SftpQuestion> left = new ArrayList<>();
        asked.forEach((key, questions) -> {
            if (dropped.test(key)) {
                left.addAll(questions);
            } else {
                kept.put(key, questions);
            }
        });
        count -= left.size();
        asked.clear();
        asked.putAll(kept);
        left.forEach(SftpQuestion::drop);
    }
}
