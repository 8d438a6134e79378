package dev.maskwright.cli.terminal;

/** The exit codes of the process; after a signal, see {@link Interruption}. */
public final class ExitCode {

    public static final int DONE = 0;

    /** Done, but some inputs failed; each of them is named. */
    public static final int SOME_FAILED = 1;

    public static final int WRONG_USAGE = 2;
    public static final int COULD_NOT_RUN = 3;

    private ExitCode() {}
}
