package dev.maskwright.bench.server;

import dev.maskwright.bench.Home;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Preset;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.MaskImages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's work per picture without the server: decode, segment, write the mask. Takes seconds and a number of
 * threads; prints the pictures per second.
 */
final class SdkLoop {

    private SdkLoop() {}

    public static void main(String[] args) throws Exception {
        System.out.println(picturesPerSecond(Double.parseDouble(args[0]), Integer.parseInt(args[1])));
    }

    static double picturesPerSecond(double seconds, int threads) throws Exception {
        Traffic traffic = Traffic.mixed();
        AtomicInteger done = new AtomicInteger();
        try (Segmenter segmenter = Segmenter.open(Home.MODEL, Options.defaults().withPreset(Preset.THROUGHPUT))) {
            run(segmenter, traffic, done, seconds / 4, threads); // warms up
            done.set(0);
            long begun = System.nanoTime();
            run(segmenter, traffic, done, seconds, threads);
            return done.get() / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private static void run(Segmenter segmenter, Traffic traffic, AtomicInteger done, double seconds, int threads)
            throws InterruptedException {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(() -> {
                while (System.nanoTime() < until) {
                    mask(segmenter, traffic.picture(done.getAndIncrement()));
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    static byte[] mask(Segmenter segmenter, byte[] picture) {
        try {
            return MaskImages.indexedPng(
                    segmenter.segment(ImageFiles.decode(picture, "a picture")).atFrameSize());
        } catch (ImageReadException e) {
            throw new IllegalStateException(e);
        }
    }
}
