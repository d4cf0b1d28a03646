package io.dbferry.init;

import io.dbferry.files.PrivateFile;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.find.FoundDatabase;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.find.ShellWord;
import io.dbferry.init.write.ConfigDraft;
import io.dbferry.init.write.ReceiverYaml;
import io.dbferry.init.write.SetupInstructions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code init receiver}: from questions to a config, and lines for root, the database and the sender. */
public final class ReceiverInit {
    private final Prompter interview;
    private final HostInfo machine;
    private final ConfigDraft draft;
    private final ReceiverQuestions questions;

    /** @param force whether a config and a password file that exist are replaced */
    public ReceiverInit(Prompter interview, HostInfo machine, OpenDatabase open, boolean force) {
        this.interview = interview;
        this.machine = machine;
        this.draft = new ConfigDraft(machine, force);
        this.questions = new ReceiverQuestions(interview, machine, open, force);
    }

    /** As {@link SenderInit#run}. */
    public void run(List<Path> djangoSettings, Consumer<Path> readBack) throws IOException {
        draft.refuseIfInVain();
        interview.show("A config for the receiver: '" + machine.config() + "'"
                + (interview.isDialog() ? ". Enter takes what stands in [brackets]." : "."));
        ReceiverQuestions.Asked asked = questions.ask(djangoSettings);
        ReceiverYaml yaml = asked.yaml();
        draft.write(yaml.text(machine), readBack);
        interview.show("wrote '" + machine.config() + "', mode 600");
        if (asked.senderKey().isPresent()) {
            PrivateFile.appendLine(
                    yaml.allowedSigners(),
                    SetupInstructions.signer(yaml.stream(), asked.senderKey().get()));
            interview.show("wrote the sender's key into '" + yaml.allowedSigners() + "'");
        }
        tell(yaml, asked.reached());
        if (!djangoSettings.isEmpty()) {
            SwitchOver.show(interview);
        }
    }

    private void tell(ReceiverYaml yaml, ReceiverQuestions.Reached reached) {
        SetupInstructions lines = new SetupInstructions(interview);
        lines.account(reached.account(), yaml.depot(), reached.folder(), machine);
        for (Path folder : yaml.media()) {
            if (!Files.isWritable(folder)) {
                interview.show(
                        "install -d -o " + ShellWord.of(machine.user()) + " -m 755 " + ShellWord.of(folder.toString()));
            }
        }
        Optional<FoundDatabase> found = yaml.database().found();
        lines.rights(machine, yaml.database(), found, false, true);
        if (found.filter(f -> f.tables().isEmpty()).isPresent()) {
            interview.show(
                    "The database has no tables yet: make them with the application's migrations, or from the first"
                            + " complete (docs/how-to/create-the-receivers-tables.md), and then run these lines.");
        }
        reached.fingerprint()
                .ifPresentOrElse(
                        print -> interview.show("\nThis machine's SSH host key is " + print),
                        () -> interview.show(
                                "\nThis machine has no SSH host key that init can read: ssh-keygen -A makes one"));
        lines.forSender(
                yaml.stream(),
                reached.depot(),
                reached.fingerprint(),
                yaml.allowedSigners(),
                "dbferry --config /etc/dbferry/sender.yaml");
    }
}
