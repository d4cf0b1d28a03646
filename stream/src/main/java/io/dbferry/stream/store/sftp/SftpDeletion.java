package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.sftp.pipe.Done;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.sftp.common.SftpException;

/** Deletes a file, a link, or a folder with all in it; one that is not there is no error. */
record SftpDeletion(SftpFolder folder, SftpChannel channel) {
    private static final int TOGETHER = 64;

    /** Asked together: what it is, its removal, which no folder heeds, and the names in it, which nothing but a folder has. */
    void delete(StorePath path) throws IOException {
        SftpLook look = SftpLook.ask(folder, channel, path);
        Reply<Done> removal = channel.remove(folder.remote(path));
        SftpList list = new SftpList(channel, look, channel.openFolder(folder.remote(path)));
        Optional<Found> found = list.found();
        if (found.isEmpty()) {
            removal.forget();
        } else if (found.get().isFolder()) {
            removal.forget();
            deleteFolder(path, list);
        } else {
            done(removal);
        }
    }

    private void deleteFolder(StorePath path, SftpList list) throws IOException {
        List<Found.Named> children = children(list);
        while (children.size() > Store.MOST_NAMES) { // more than one list holds: the first of them at a time
            deleteAll(path, children);
            SftpList again = SftpList.ask(folder, channel, path);
            children = again.found().filter(Found::isFolder).isPresent() ? children(again) : List.of();
        }
        Deque<Reply<Done>> removed = deleteAll(path, children);
        Reply<Done> folderRemoved = channel.removeFolder(folder.remote(path));
        for (Reply<Done> each : removed) {
            done(each);
        }
        done(folderRemoved);
    }

    private static List<Found.Named> children(SftpList list) throws IOException {
        List<Found.Named> children = new ArrayList<>();
        list.forEach(child -> {
            children.add(child);
            return children.size() <= Store.MOST_NAMES;
        });
        return children;
    }

    /** Returns what is still under way. */
    private Deque<Reply<Done>> deleteAll(StorePath path, List<Found.Named> children) throws IOException {
        Deque<Reply<Done>> removed = new ArrayDeque<>();
        for (Found.Named child : children) {
            StorePath inside = path.child(child.name());
            if (!child.found().isFile()) { // a folder, or what the list did not look at closely
                delete(inside);
                continue;
            }
            removed.addLast(channel.remove(folder.remote(inside)));
            if (removed.size() == TOGETHER) {
                done(removed.removeFirst());
            }
        }
        return removed;
    }

    private static void done(Reply<Done> removed) throws IOException {
        try {
            removed.take();
        } catch (SftpException e) {
            if (!SftpFailure.isMissing(e)) {
                throw e;
            }
        }
    }
}
