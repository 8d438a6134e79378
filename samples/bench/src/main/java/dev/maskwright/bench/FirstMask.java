package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the time from the start of a process to its first mask: each run starts a new JVM, which opens the model,
 * reads a picture and segments it. Run without arguments; with a model and a picture as arguments, it is the measured
 * process.
 */
final class FirstMask {

    private static final int RUNS = 11;
    private static final Path PICTURE = Home.resolve("samples/images/living-room.jpg");
    private static final List<String> SHORT_RUNS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private FirstMask() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2) {
            System.out.println(areas(Path.of(args[0]), Path.of(args[1])));
            System.out.println(processorSeconds());
            return;
        }
        measure("Java's default options", List.of(), RUNS);
        measure("options for short runs", SHORT_RUNS, RUNS);
        Path archive = Files.createTempFile("classes", ".jsa");
        try {
            measure("options for short runs, with a class-data archive", withArchive(archive), RUNS);
        } finally {
            Files.delete(archive);
        }
    }

    /**
     * Makes an archive of the classes that one run loads, like that of the box, and returns the options that use it.
     */
    private static List<String> withArchive(Path archive) throws IOException, InterruptedException {
        List<String> making = new ArrayList<>(SHORT_RUNS);
        making.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-Xlog:all=error:stderr"));
        Children.run(making, FirstMask.class.getName(), List.of(Home.MODEL.toString(), PICTURE.toString()));
        List<String> using = new ArrayList<>(SHORT_RUNS);
        using.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:on")); // fails if the archive cannot be used
        return using;
    }

    /** The processor time of all threads of this process so far; NaN if the system does not report it. */
    private static double processorSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toMillis() / 1e3)
                .orElse(Double.NaN);
    }

    private static String areas(Path model, Path picture) throws IOException {
        try (Segmenter segmenter = Segmenter.open(model)) {
            Mask mask = segmenter.segment(ImageFiles.read(picture));
            return Arrays.toString(mask.areas());
        }
    }

    /** Returns the median in seconds. */
    static double measure(String title, List<String> javaOptions, int runs) throws IOException, InterruptedException {
        String expected = areas(Home.MODEL, PICTURE);
        double[] seconds = new double[runs];
        double[] processor = new double[runs];
        for (int i = 0; i < runs; i++) {
            Children.Output output = Children.run(
                    javaOptions, FirstMask.class.getName(), List.of(Home.MODEL.toString(), PICTURE.toString()));
            if (output.lines().size() != 2 || !output.lines().get(0).equals(expected)) {
                throw new IllegalStateException(
                        "expected the areas %s, the process printed %s".formatted(expected, output.lines()));
            }
            seconds[i] = output.secondsToFirstLine();
            processor[i] = Double.parseDouble(output.lines().get(1));
        }
        Arrays.sort(seconds);
        Arrays.sort(processor);
        double median = seconds[runs / 2];
        System.out.printf(
                Locale.ROOT,
                "start to first mask, %s: median %.2f s, min %.2f s, max %.2f s; processor"
                        + " time of all threads, median %.2f s, min %.2f s; %d runs%n",
                title,
                median,
                seconds[0],
                seconds[runs - 1],
                processor[runs / 2],
                processor[0],
                runs);
        return median;
    }
}
