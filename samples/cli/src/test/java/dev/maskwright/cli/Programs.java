package dev.maskwright.cli;

import java.io.IOException;

/** Programs that some tests need and not every machine has. */
public final class Programs {

    private Programs() {}

    /** Whether a command can be started and ends well. What it says is lost. */
    public static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
