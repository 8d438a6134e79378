package dev.maskwright.bench;

import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures {@code maskwright segment} on a folder against the obvious loop: decode a picture, run the network with all
 * cores, write the mask, take the next picture. The two alternate, each run in its own process. Run without arguments,
 * or with the number and size of the pictures; with an input folder, an output folder and {@code write} or {@code
 * drop}, it is the loop.
 */
final class FolderAgainstLoop {

    private static final int ROUNDS = 3;
    private static final double ALIKE = 0.97;
    private static final Pattern COMMANDS_TIME = Pattern.compile(" segmented in ([0-9.]+) s; ");
    private static final String WRITE = "write";
    private static final String DROP = "drop";

    private FolderAgainstLoop() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 3) {
            loop(Path.of(args[0]), Path.of(args[1]), args[2].equals(WRITE));
        } else {
            Size size = Size.parse(args.length == 2 ? args[1] : "1280x720");
            measure(args.length == 2 ? Integer.parseInt(args[0]) : 48, size, ROUNDS);
        }
    }

    /** Returns the time of the loop that only decodes and runs, divided by the time of the command. */
    static double measure(int pictures, Size size, int rounds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("maskwright-bench");
        try {
            Path input = Files.createDirectory(folder.resolve("in"));
            for (int i = 0; i < pictures; i++) {
                Pictures.jpeg(size.width(), size.height(), input.resolve("%04d.jpg".formatted(i)));
            }
            double[] command = new double[rounds];
            double[] writing = new double[rounds];
            double[] dropping = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                Path output = folder.resolve("out" + round);
                dropping[round] = loopSeconds(input, folder.resolve("dropped"), DROP);
                command[round] = commandSeconds(input, output, pictures);
                writing[round] = loopSeconds(input, folder.resolve("loop" + round), WRITE);
                check(input, output.resolve("masks"), folder.resolve("loop" + round));
            }
            report(pictures, size, "loop: decode and run", dropping, command);
            report(pictures, size, "loop: decode, run and write", writing, command);
            return median(dropping) / median(command);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void report(int pictures, Size size, String title, double[] loop, double[] command) {
        System.out.printf(
                Locale.ROOT,
                "%d pictures of %dx%d, medians of %d: %s %.2f s, maskwright segment %.2f s, ratio %.2f%n",
                pictures,
                size.width(),
                size.height(),
                loop.length,
                title,
                median(loop),
                median(command),
                median(loop) / median(command));
    }

    private static double loopSeconds(Path input, Path output, String writes) throws IOException, InterruptedException {
        Children.Output printed = Children.run(
                List.of("-XX:+UseParallelGC"),
                FolderAgainstLoop.class.getName(),
                List.of(input.toString(), output.toString(), writes));
        return Double.parseDouble(printed.lines().get(0));
    }

    private static double commandSeconds(Path input, Path output, int pictures)
            throws IOException, InterruptedException {
        Children.Output printed = Children.run(
                List.of("-XX:+UseParallelGC"),
                "dev.maskwright.cli.Main",
                List.of(
                        "segment",
                        input.toString(),
                        "--output",
                        output.toString(),
                        "--no-overlay",
                        "--no-html",
                        "--edges",
                        "nearest")); // as in the loop
        String text = String.join("\n", printed.lines());
        Matcher time = COMMANDS_TIME.matcher(text);
        if (!time.find() || !text.contains(pictures + " pictures segmented")) {
            throw new IllegalStateException("expected %d pictures to be segmented, got: %s".formatted(pictures, text));
        }
        return Double.parseDouble(time.group(1));
    }

    private static void check(Path input, Path command, Path loop) throws IOException {
        try (Stream<Path> files = Files.list(input)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                byte[] expected = ids(loop.resolve(name.replace(".jpg", ".png")));
                Checks.requireAlike(name, expected, ids(command.resolve(name + ".png")), ALIKE);
            }
        }
    }

    private static byte[] ids(Path mask) throws IOException {
        return ImageFiles.decodeLabels(Files.readAllBytes(mask), mask.toString())
                .ids();
    }

    /** The obvious loop; prints the seconds that it took, including opening the network but not starting Java. */
    private static void loop(Path input, Path output, boolean writes) throws IOException {
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(Home.MODEL)) {
            card = segmenter.card();
        }
        int cores = Runtime.getRuntime().availableProcessors();
        Files.createDirectories(output);
        List<Path> pictures;
        try (Stream<Path> files = Files.list(input)) {
            pictures = files.sorted().toList();
        }
        long begin = System.nanoTime();
        try (BareModel bare = BareModel.open(Home.MODEL, card, Device.cpu(), cores)) {
            for (Path picture : pictures) {
                Frame frame = ImageFiles.read(picture);
                bare.put(frame);
                bare.run();
                byte[] ids = bare.classIds();
                if (writes) {
                    Mask mask = Mask.of(
                            card.input().width(), card.input().height(), ids, new byte[ids.length], card.classes());
                    String name = picture.getFileName().toString().replace(".jpg", ".png");
                    MaskImages.writeIndexedPng(mask.resizedTo(frame.width(), frame.height()), output.resolve(name));
                }
            }
        }
        System.out.println((System.nanoTime() - begin) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
