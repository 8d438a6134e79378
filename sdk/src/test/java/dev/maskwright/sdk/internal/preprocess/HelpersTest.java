package dev.maskwright.sdk.internal.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HelpersTest {

    @Test
    void oneThreadHasNone() {
        assertNull(Helpers.of(1, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyPartIsDoneOnceByWhoeverIsFree(boolean maySpin) {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        try (Helpers helpers = Objects.requireNonNull(Helpers.of(3, maySpin))) {
            for (int round = 0; round < 20_000; round++) {
                AtomicIntegerArray done = new AtomicIntegerArray(helpers.parts());
                helpers.run(part -> {
                    workers.add(Thread.currentThread());
                    done.incrementAndGet(part);
                });
                requireOnce(done);
            }
        }
        assertTrue(workers.size() > 1, "the caller did everything alone");
    }

    @Test
    void callersAtTheSameTimeHaveTheirOwnWorkDone() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Helpers helpers = of(4)) {
            List<Callable<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(() -> {
                    for (int round = 0; round < 5_000; round++) {
                        AtomicIntegerArray done = new AtomicIntegerArray(helpers.parts());
                        helpers.run(done::incrementAndGet);
                        requireOnce(done);
                    }
                    return true;
                });
            }
            for (Future<Boolean> caller : pool.invokeAll(callers)) {
                assertTrue(caller.get());
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void whatAPartThrowsIsThrownWhenTheOthersAreDone() {
        IllegalStateException failure = new IllegalStateException("a bad frame");
        try (Helpers helpers = of(2)) {
            AtomicIntegerArray done = new AtomicIntegerArray(helpers.parts());

            assertSame(
                    failure,
                    assertThrows(
                            IllegalStateException.class,
                            () -> helpers.run(part -> {
                                done.incrementAndGet(part);
                                if (part == 1) {
                                    throw failure;
                                }
                            })));

            requireOnce(done);
            AtomicIntegerArray next = new AtomicIntegerArray(helpers.parts());
            helpers.run(next::incrementAndGet);
            requireOnce(next);
        }
    }

    @Test
    void threadsEndWhenTheyAreClosed() throws InterruptedException {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        Helpers helpers = of(2);
        while (workers.size() < 2) {
            helpers.run(part -> workers.add(Thread.currentThread()));
        }

        helpers.close();

        workers.remove(Thread.currentThread());
        for (Thread worker : workers) {
            worker.join();
        }
        AtomicIntegerArray done = new AtomicIntegerArray(helpers.parts());
        helpers.run(done::incrementAndGet);
        requireOnce(done);
    }

    private static Helpers of(int threads) {
        return Objects.requireNonNull(Helpers.of(threads, true));
    }

    private static void requireOnce(AtomicIntegerArray done) {
        for (int i = 0; i < done.length(); i++) {
            assertEquals(1, done.get(i), "part " + i);
        }
    }
}
