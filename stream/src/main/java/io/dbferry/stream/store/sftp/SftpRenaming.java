package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Renames on an SFTP server. JSch asks for POSIX's way where the server has it, and for the protocol's own elsewhere. */
record SftpRenaming(SftpFolder folder, String depot) implements Renaming {
    /** OpenSSH's PROTOCOL, 4.3: as rename(2), which replaces a file of the new name in one step. */
    private static final String REPLACES = "posix-rename@openssh.com";

    @Override
    public void rename(String from, String to) throws DepotException, NoSuchFileException, FileAlreadyExistsException {
        StorePath source = StorePath.below(from);
        StorePath target = StorePath.below(to);
        StoreAction action = StoreAction.rename(source, target, depot);
        requireThere(source, action);
        if (folder.ask(action, channel -> folder.attributes(channel, target)) != null) {
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
        Boolean replaces = folder.ask(action, SftpRenaming::replaces);
        if (replaces == null || !replaces) {
            return false;
        }
        try {
            renameNow(source, target, action);
            return true;
        } catch (DepotException e) {
            if (e.problem() == Problem.UNREACHABLE) {
                throw e;
            }
            requireThere(source, action);
            return false; // a folder is in the way, or whatever it is: the long way says it
        }
    }

    private static boolean replaces(ChannelSftp channel) {
        return channel.getExtension(REPLACES) != null;
    }

    private void requireThere(StorePath source, StoreAction action) throws DepotException, NoSuchFileException {
        if (folder.ask(action, channel -> folder.attributes(channel, source)) == null) {
            throw new NoSuchFileException(source.toString());
        }
    }

    private void renameNow(StorePath source, StorePath target, StoreAction action) throws DepotException {
        folder.ask(action, channel -> {
            channel.rename(folder.remote(source), folder.remote(target));
            return null;
        });
    }
}
