package io.dbferry.init;

import io.dbferry.files.PrivateFile;
import io.dbferry.init.ask.Prompter;
import io.dbferry.init.ask.Question;
import io.dbferry.init.find.HostInfo;
import io.dbferry.init.find.OpenDatabase;
import io.dbferry.init.write.ConfigDraft;
import io.dbferry.init.write.SenderYaml;
import io.dbferry.init.write.SetupInstructions;
import io.dbferry.stream.signature.SshKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@code init sender}: from questions to a config, a key, and lines for the receiver's administrator. */
public final class SenderInit {
    private final Prompter interview;
    private final HostInfo machine;
    private final ConfigDraft draft;
    private final KeyQuestions keys;
    private final SenderQuestions questions;

    /** @param force whether a config and a password file that exist are replaced */
    public SenderInit(Prompter interview, HostInfo machine, OpenDatabase open, boolean force) {
        this.interview = interview;
        this.machine = machine;
        this.draft = new ConfigDraft(machine, force);
        this.keys = new KeyQuestions(interview, machine);
        this.questions = new SenderQuestions(interview, machine, open, force);
    }

    /**
     * Asks, and writes what was answered; nothing before every answer is there, but for a password file that was agreed to.
     *
     * @param djangoSettings files of the original's settings, or none
     * @param readBack reads a file as a config, and throws if it is none
     */
    public void run(List<Path> djangoSettings, Consumer<Path> readBack) throws IOException {
        draft.refuseIfInVain();
        interview.show("A config for the sender: '" + machine.config() + "'"
                + (interview.isDialog() ? ". Enter takes what stands in [brackets]." : "."));
        SenderQuestions.Asked asked = questions.ask(djangoSettings);
        draft.write(asked.yaml().text(machine), readBack);
        interview.show("wrote '" + machine.config() + "', mode 600");
        finish(asked);
        if (!djangoSettings.isEmpty()) {
            SwitchOver.show(interview);
        }
    }

    private void finish(SenderQuestions.Asked asked) throws IOException {
        SenderYaml yaml = asked.yaml();
        SshKeyFile key = keys.readOrMake(yaml.key(), yaml.stream());
        if (asked.hostKey().isPresent()) {
            PrivateFile.appendLine(yaml.knownHosts(), asked.hostKey().get().knownHostsLine());
            interview.show("wrote the host key of " + asked.depot().host() + " into '" + yaml.knownHosts() + "'");
        }
        SetupInstructions lines = new SetupInstructions(interview);
        lines.rights(
                machine, yaml.database(), asked.shipped(), true, yaml.tables().isEmpty());
        lines.forReceiver(yaml.stream(), asked.depot(), key.publicLine(), signersThere());
    }

    private String signersThere() {
        return interview
                .given(
                        new Question(
                                "--signers-there", "allowed_signers file on the receiver", SetupInstructions.SIGNERS),
                        answer -> answer)
                .orElse(SetupInstructions.SIGNERS);
    }
}
