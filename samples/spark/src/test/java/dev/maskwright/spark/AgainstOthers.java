package dev.maskwright.spark;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import com.sun.management.OperatingSystemMXBean;
import dev.maskwright.folder.FolderRun;
import dev.maskwright.folder.Outputs;
import dev.maskwright.folder.RunOptions;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures the transformer against the folder runner and a row-by-row job on the same pictures, alternately in one
 * process with two cores. Processor time is comparable even if other programs use the machine at the same time.
 * Arguments: the number of pictures and of rounds.
 */
final class AgainstOthers {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int CORES = 2;
    private static final int PICTURES_OF_A_PARTITION = 50;
    private static final String OURS = "MaskwrightSegmenter";

    /**
     * The least share of equal pixels: DJL shrinks pictures without smoothing, and its small logits are enlarged by
     * repetition.
     */
    private static final double ALIKE = 0.9;

    @FunctionalInterface
    private interface Turn {
        void run(Path output) throws IOException, InterruptedException;
    }

    /** Seconds. */
    private record Spent(double wall, double processor) {}

    private final SparkSession spark = LocalSpark.session();
    private final Path input;
    private final int partitions;

    private AgainstOthers(Path input, int pictures) {
        this.input = input;
        partitions = Math.max(CORES, pictures / PICTURES_OF_A_PARTITION);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int pictures = args.length > 0 ? Integer.parseInt(args[0]) : 400;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        RowAtATime.startEngine();
        Path folder = Files.createTempDirectory("maskwright-spark");
        try {
            Path input = Files.createDirectory(folder.resolve("in"));
            write(input, pictures);
            new AgainstOthers(input, pictures).measure(folder, pictures, rounds);
        } finally {
            LocalSpark.session().stop();
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    /** The samples, enlarged. */
    private static void write(Path input, int count) throws IOException {
        List<Path> samples = Samples.samples();
        List<byte[]> enlarged = new ArrayList<>();
        for (Path sample : samples) {
            Frame frame = ImageFiles.read(sample);
            byte[] rgb = Resampler.resize(
                    frame.rgb(), frame.width(), frame.height(), 3, Resampler.Filter.BICUBIC, WIDTH, HEIGHT);
            BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                int colour = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
                image.setRGB(i % WIDTH, i / WIDTH, colour);
            }
            enlarged.add(MaskImages.jpeg(image));
        }
        for (int i = 0; i < count; i++) {
            Files.write(input.resolve("%05d.jpg".formatted(i)), enlarged.get(i % enlarged.size()));
        }
    }

    private void measure(Path folder, int pictures, int rounds) throws IOException, InterruptedException {
        Map<String, Turn> turns = new LinkedHashMap<>();
        turns.put("folder runner", this::folderRunner);
        turns.put(OURS, this::transformer);
        turns.put("row at a time, masks of the network's size", output -> rows(output, false));
        turns.put("row at a time, masks of the pictures' size", output -> rows(output, true));
        Map<String, List<Spent>> spent = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            int turn = 0;
            for (Map.Entry<String, Turn> one : turns.entrySet()) {
                Path output = folder.resolve("%d-%d".formatted(round, turn++));
                Spent now = timed(one.getValue(), output);
                System.out.printf(
                        Locale.ROOT,
                        "round %d, %s: processor %.1f s, wall %.1f s%n",
                        round,
                        one.getKey(),
                        now.processor(),
                        now.wall());
                if (round > 0) { // round 0 warms up
                    spent.computeIfAbsent(one.getKey(), key -> new ArrayList<>())
                            .add(now);
                }
            }
            check(folder, round);
        }
        report(spent, pictures);
    }

    private static Spent timed(Turn turn, Path output) throws IOException, InterruptedException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.gc();
        long processor = system.getProcessCpuTime();
        long wall = System.nanoTime();
        turn.run(output);
        return new Spent((System.nanoTime() - wall) / 1e9, (system.getProcessCpuTime() - processor) / 1e9);
    }

    /** Masks and reports, no overlays and no page. */
    private void folderRunner(Path output) throws IOException, InterruptedException {
        RunOptions options = RunOptions.defaults()
                .withOutputs(new Outputs(Optional.empty(), false, false, false))
                .withThreads(CORES);
        try (Segmenter segmenter =
                Segmenter.open(Samples.MODEL, Options.defaults().withThreads(1))) {
            FolderRun.of(segmenter, output, options).run(Pictures.in(input), result -> {});
        }
    }

    private void transformer(Path output) {
        Dataset<Row> paths = files().select("path").repartition(partitions);
        new MaskwrightSegmenter()
                .setModel(Samples.MODEL.toString())
                .transform(paths)
                .write()
                .parquet(output.toString());
    }

    private void rows(Path output, boolean isFrameSized) {
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(Samples.MODEL)) {
            card = segmenter.card();
        }
        List<String> classes = card.classes().stream().map(ClassLabel::name).toList();
        String model = Samples.MODEL.toAbsolutePath().toString();
        StructType schema = new StructType().add("path", DataTypes.StringType).add("mask", DataTypes.StringType);
        RowAtATime work = new RowAtATime(
                model, classes, card.input().width(), card.input().height(), isFrameSized);
        files().select("path", "content")
                .repartition(partitions)
                .mapPartitions(work, Encoders.row(schema))
                .write()
                .parquet(output.toString());
    }

    private Dataset<Row> files() {
        return spark.read().format("binaryFile").load(input.toString());
    }

    /** Checks the results: our masks must equal the folder runner's in every pixel, and DJL's in nearly all. */
    private void check(Path folder, int round) throws IOException {
        List<Row> ours = spark.read()
                .parquet(folder.resolve(round + "-1").toString())
                .orderBy("path")
                .limit(8)
                .collectAsList();
        List<Row> rows = spark.read()
                .parquet(folder.resolve(round + "-3").toString())
                .orderBy("path")
                .limit(8)
                .collectAsList();
        for (int i = 0; i < ours.size(); i++) {
            String name =
                    Path.of(ours.get(i).<String>getAs("path")).getFileName().toString();
            Path png = folder.resolve(round + "-0/masks").resolve(name + ".png");
            byte[] expected =
                    ImageFiles.decodeLabels(Files.readAllBytes(png), name).ids();
            byte[] found = MaskwrightSegmenterTest.Stored.classIds(ours.get(i).getAs("segmentation"));
            if (!Arrays.equals(expected, found)) {
                throw new IllegalStateException(name + ": differs from the folder runner's mask");
            }
            JsonArray mask = JsonParser.parseString(rows.get(i).getAs("mask"))
                    .getAsJsonObject()
                    .getAsJsonArray("mask");
            int alike = 0;
            for (int p = 0; p < expected.length; p++) {
                alike += mask.get(p / WIDTH).getAsJsonArray().get(p % WIDTH).getAsInt() == expected[p] ? 1 : 0;
            }
            if (alike < ALIKE * expected.length) {
                throw new IllegalStateException("%s: a share of %.3f of the pixels is equal, expected at least %s"
                        .formatted(name, alike / (double) expected.length, ALIKE));
            }
        }
    }

    private static void report(Map<String, List<Spent>> spent, int pictures) {
        List<Spent> ours = Objects.requireNonNull(spent.get(OURS));
        System.out.printf(
                Locale.ROOT,
                "%d pictures of %dx%d, %d rounds, %d cores%n",
                pictures,
                WIDTH,
                HEIGHT,
                ours.size(),
                CORES);
        spent.forEach((name, rounds) -> System.out.printf(
                Locale.ROOT,
                "%-44s processor %6.2f ms a picture, %.2f times ours (%s); wall %6.2f ms, %.2f times ours%n",
                name,
                1000 * median(rounds.stream().mapToDouble(Spent::processor).toArray()) / pictures,
                median(ratios(rounds, ours, true)),
                range(ratios(rounds, ours, true)),
                1000 * median(rounds.stream().mapToDouble(Spent::wall).toArray()) / pictures,
                median(ratios(rounds, ours, false))));
    }

    /** Per round, because a disturbance of one turn is likely to affect the next as well. */
    private static double[] ratios(List<Spent> rounds, List<Spent> ours, boolean isProcessor) {
        double[] ratios = new double[rounds.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = isProcessor
                    ? rounds.get(i).processor() / ours.get(i).processor()
                    : rounds.get(i).wall() / ours.get(i).wall();
        }
        return ratios;
    }

    private static String range(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.2f to %.2f", sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
