package dev.maskwright.cli;

/** What the process tells its caller; after a signal, that of {@link Interruption}. */
final class ExitCode {

    static final int DONE = 0;

    /** Done, but some inputs failed; each of them is named. */
    static final int SOME_FAILED = 1;

    static final int WRONG_USAGE = 2;
    static final int COULD_NOT_RUN = 3;

    private ExitCode() {}
}
