package dev.maskwright.cli.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sees that one thread takes neither too much time nor too much memory for an input. A thread that reads on and on
 * cannot be stopped, so the caller is told from another one.
 */
final class Watchdog {

    /** Of the processor's time; inputs are of a kilobyte. */
    static final long MOST_SECONDS = 5;

    static final long MOST_WAITED_SECONDS = 60;
    static final long MOST_ALLOCATED = 256L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Thread watched = Thread.currentThread();
    private volatile long begin = -1; // -1 between inputs
    private volatile long beginCpu;
    private long allocated;

    /** Watches the calling thread. */
    static Watchdog start(Consumer<String> tooLong) {
        Watchdog watchdog = new Watchdog();
        Thread thread = new Thread(() -> watchdog.watch(tooLong), "watchdog");
        thread.setDaemon(true);
        thread.start();
        return watchdog;
    }

    private void watch(Consumer<String> tooLong) {
        while (true) {
            try {
                TimeUnit.MILLISECONDS.sleep(250);
            } catch (InterruptedException e) {
                return;
            }
            long since = begin;
            long cpu = THREADS.getThreadCpuTime(watched.getId()) - beginCpu;
            long waited = System.nanoTime() - since;
            if (since >= 0
                    && since == begin
                    && (cpu > TimeUnit.SECONDS.toNanos(MOST_SECONDS)
                            || waited > TimeUnit.SECONDS.toNanos(MOST_WAITED_SECONDS))) {
                StringBuilder stack =
                        new StringBuilder("%.1f s of the processor after %.1f s at".formatted(cpu / 1e9, waited / 1e9));
                for (StackTraceElement element : watched.getStackTrace()) {
                    stack.append("\n    ").append(element);
                }
                tooLong.accept(stack.toString());
                return;
            }
        }
    }

    void begin() {
        allocated = THREADS.getThreadAllocatedBytes(watched.getId());
        beginCpu = THREADS.getThreadCpuTime(watched.getId());
        begin = Math.abs(System.nanoTime());
    }

    /** Ends an input; gives its seconds. */
    double end() {
        long nanos = THREADS.getThreadCpuTime(watched.getId()) - beginCpu;
        begin = -1;
        allocated = THREADS.getThreadAllocatedBytes(watched.getId()) - allocated;
        return nanos / 1e9;
    }

    /** Bytes that the last input took from the heap, freed or not. */
    long allocated() {
        return allocated;
    }
}
