package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.pipe.Done;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.Reply;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.sftp.common.SftpException;

/** A folder that is to be on an SFTP server, with those above it. */
record SftpNewFolder(SftpFolder folder, SftpChannel channel, SftpAhead ahead, StoreAction action) {
    StorePath make(StorePath path) throws IOException {
        int there = there(path);
        if (there < path.parts().size()) {
            ahead.changes(path.first(there + 1));
            require(path, there, ask(path, there));
        }
        return path;
    }

    /** How many parts of a path are there, looked at from its end. */
    int there(StorePath path) throws IOException {
        List<SftpLook> looks = new ArrayList<>();
        for (int i = 1; i <= path.parts().size(); i++) {
            looks.add(ahead.look(channel, path.first(i)));
        }
        int there = path.parts().size();
        while (there > 0 && !isFolder(path.first(there), looks.get(there - 1))) {
            there--;
        }
        looks.subList(0, Math.max(there - 1, 0)).forEach(SftpLook::drop);
        return there;
    }

    /** Asks for the folders that are missing. */
    List<Reply<Done>> ask(StorePath path, int there) throws IOException {
        List<Reply<Done>> made = new ArrayList<>();
        for (int i = there + 1; i <= path.parts().size(); i++) {
            made.add(channel.makeFolder(folder.remote(path.first(i))));
        }
        return made;
    }

    void require(StorePath path, int there, List<Reply<Done>> made) throws IOException {
        for (int i = 0; i < made.size(); i++) {
            requireMade(path.first(there + i + 1), made.get(i));
        }
    }

    private void requireMade(StorePath path, Reply<Done> made) throws IOException {
        try {
            made.take();
        } catch (SftpException e) {
            // The server has no word for "another was faster".
            if (!isFolder(path, SftpLook.ask(folder, channel, path))) {
                throw e;
            }
        }
    }

    private boolean isFolder(StorePath path, SftpLook look) throws IOException {
        Optional<Found> found = look.take();
        if (found.isPresent() && !found.get().isFolder()) {
            throw action.notAFolder(path);
        }
        return found.isPresent();
    }
}
