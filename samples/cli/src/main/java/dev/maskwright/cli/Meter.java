package dev.maskwright.cli;

/** Shows on standard error how far a long run is. Any number of threads may call. */
sealed interface Meter extends AutoCloseable permits TerminalMeter, PlainMeter {

    /** One more is done; {@code message} says how it stands. */
    void step(String message);

    /** A line that stays, as a fault. */
    void line(String text);

    @Override
    void close();
}
