package dev.maskwright.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AheadTest {

    @Test
    void resultsKeepTheirOrder() {
        List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
        List<Integer> results = new ArrayList<>();
        try (Ahead<Integer, Integer> ahead = Ahead.of(numbers.iterator(), number -> -number, 3)) {
            ahead.forEachRemaining(results::add);
            assertThrows(NoSuchElementException.class, ahead::next);
        }
        assertEquals(numbers.stream().map(number -> -number).toList(), results);
    }

    /** Both inputs are in progress at once: each waits for the other. */
    @Test
    void worksOnSeveralAtOnce() {
        CountDownLatch both = new CountDownLatch(2);
        try (Ahead<Integer, Boolean> ahead = Ahead.of(List.of(1, 2).iterator(), number -> meets(both), 2)) {
            assertTrue(ahead.next());
            assertTrue(ahead.next());
            assertFalse(ahead.hasNext());
        }
    }

    private static boolean meets(CountDownLatch latch) {
        latch.countDown();
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Spark's iterators belong to the thread of their task. */
    @Test
    void onlyTheIteratingThreadTakesFromTheSource() {
        Set<Thread> takers = ConcurrentHashMap.newKeySet();
        Iterator<Integer> source = IntStream.range(0, 300)
                .peek(number -> takers.add(Thread.currentThread()))
                .iterator();
        try (Ahead<Integer, Integer> ahead = Ahead.of(source, number -> number, 2)) {
            ahead.forEachRemaining(number -> {});
        }
        assertEquals(Set.of(Thread.currentThread()), takers);
    }

    @Test
    void takesOnlySomeAhead() {
        int[] taken = {0};
        Iterator<Integer> endless = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return taken[0]++;
            }
        };
        try (Ahead<Integer, Integer> ahead = Ahead.of(endless, number -> number, 2)) {
            assertEquals(0, ahead.next());
            assertTrue(taken[0] < 1000, taken[0] + " taken");
        }
    }

    @Test
    void faultsComeOutAndClosingEndsTheRest() {
        RuntimeException fault = new IllegalStateException("on purpose");
        Ahead<Integer, Integer> ahead = Ahead.of(
                List.of(1, 2, 3).iterator(),
                number -> {
                    throw fault;
                },
                1);
        assertSame(fault, assertThrows(IllegalStateException.class, ahead::next));
        ahead.close();
        ahead.close();
        assertThrows(IllegalArgumentException.class, () -> Ahead.of(List.of().iterator(), thing -> thing, 0));
    }
}
