package dev.maskwright.bench.server;

import dev.maskwright.bench.server.Connection.Answer;
import dev.maskwright.bench.server.Traffic.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Many connections that each send one request after the other. */
final class Load {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private final int port;
    private final String path;
    private final Traffic traffic;
    private final long until;
    private final Map<Integer, Integer> statuses = new HashMap<>(); // guarded by this, like all fields below
    private final List<Long> nanos = new ArrayList<>();
    private int wrong;
    private int lost;

    private Load(int port, String path, Traffic traffic, double seconds) {
        this.port = port;
        this.path = path;
        this.traffic = traffic;
        until = System.nanoTime() + (long) (seconds * 1e9);
    }

    static LoadResult run(int port, String path, int connections, double seconds, Traffic traffic)
            throws InterruptedException {
        Load load = new Load(port, path, traffic, seconds);
        long begun = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int seed = i;
            Thread thread = new Thread(() -> load.connection(seed), "load-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - begun) / 1e9;
        return load.result(took);
    }

    private synchronized LoadResult result(double seconds) {
        return new LoadResult(
                seconds,
                statuses,
                wrong,
                lost,
                nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private void connection(int seed) {
        Random random = new Random(seed);
        try (Connection connection = new Connection(port)) {
            while (System.nanoTime() < until) {
                request(connection, traffic.next(random));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot close a socket", e);
        }
    }

    private void request(Connection connection, Request request) throws IOException {
        long begun = System.nanoTime();
        try {
            Answer answer = connection.post(path, request.contentType(), request.body());
            answered(request, answer, System.nanoTime() - begun);
        } catch (IOException e) {
            synchronized (this) {
                lost++;
            }
            connection.close();
        }
    }

    private synchronized void answered(Request request, Answer answer, long took) {
        statuses.merge(answer.status(), 1, Integer::sum);
        if (answer.status() == 200 && request.isGood() && isMask(answer.body())) {
            nanos.add(took);
        } else if (answer.status() != 429 && (request.isGood() || answer.status() / 100 != 4)) {
            wrong++;
        }
    }

    /** Whether it is a PNG, or KServe JSON. */
    private static boolean isMask(byte[] body) {
        return body.length > 0 && (body[0] == '{' || isPng(body));
    }

    private static boolean isPng(byte[] body) {
        for (int i = 0; i < PNG.length; i++) {
            if (body.length <= i || body[i] != PNG[i]) {
                return false;
            }
        }
        return true;
    }
}
