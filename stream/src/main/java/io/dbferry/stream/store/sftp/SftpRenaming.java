package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Renames on an SFTP server, POSIX's way where the server has it, by the protocol's own elsewhere. */
record SftpRenaming(SftpFolder folder, SftpAhead ahead, String depot) implements Renaming {
    /** What stands under both names. */
    private record Both(Optional<Found> from, Optional<Found> to) {}

    @Override
    public void rename(String from, String to) throws DepotException, NoSuchFileException, FileAlreadyExistsException {
        StorePath source = StorePath.below(from);
        StorePath target = StorePath.below(to);
        StoreAction action = StoreAction.rename(source, target, depot);
        Both there = folder.ask(action, channel -> {
            SftpLook atSource = ahead.look(channel, source);
            SftpLook atTarget = ahead.look(channel, target);
            return new Both(atSource.take(), atTarget.take());
        });
        if (there.from.isEmpty()) {
            throw new NoSuchFileException(source.toString());
        }
        if (there.to.isPresent()) {
            throw new FileAlreadyExistsException(to);
        }
        try {
            renameNow(source, target, action);
        } catch (DepotException e) {
            if (e.problem() != Problem.UNREACHABLE) {
                folder.requireAbove(target, action, e);
            }
            throw e;
        }
    }

    @Override
    public boolean replace(String from, String to) throws DepotException, NoSuchFileException {
        StorePath source = StorePath.below(from);
        StorePath target = StorePath.below(to);
        StoreAction action = StoreAction.rename(source, target, depot);
        if (!folder.ask(action, SftpChannel::replaces)) {
            return false;
        }
        try {
            renameNow(source, target, action);
            return true;
        } catch (DepotException e) {
            if (e.problem() == Problem.UNREACHABLE) {
                throw e;
            }
            if (folder.find(source, action).isEmpty()) {
                throw new NoSuchFileException(source.toString());
            }
            return false; // a folder is in the way, or whatever it is: the long way says it
        }
    }

    private void renameNow(StorePath source, StorePath target, StoreAction action) throws DepotException {
        ahead.changes(source);
        ahead.changes(target);
        folder.ask(action, channel -> channel.rename(folder.remote(source), folder.remote(target))
                .take());
    }
}
