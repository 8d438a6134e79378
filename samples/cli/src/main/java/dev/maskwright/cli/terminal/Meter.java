package dev.maskwright.cli.terminal;

/** Shows on standard error how far a long run is. Any number of threads may call. */
public sealed interface Meter extends AutoCloseable permits TerminalMeter, PlainMeter {

    /** The total where nobody knows it. */
    long UNKNOWN = -1;

    /**
     * One more is done.
     *
     * @param messages how it stands, from long to short: the first that there is room for is shown; none to
     *     have the count shown
     */
    void step(String... messages);

    /** A line that stays, as a fault. */
    void line(String text);

    @Override
    void close();
}
