package dev.maskwright.cli.terminal;

/** Shows the progress of a long run on standard error. Any number of threads may call. */
public sealed interface Meter extends AutoCloseable permits TerminalMeter, PlainMeter {

    /** The total if it is unknown. */
    long UNKNOWN = -1;

    /**
     * One more is done.
     *
     * @param messages status messages from long to short: the first one that fits is shown; none to show the count
     */
    void step(String... messages);

    /** A permanent line, such as a warning. */
    void line(String text);

    @Override
    void close();
}
