package dev.maskwright.bench.server;

import dev.maskwright.bench.Children;
import dev.maskwright.bench.Home;
import dev.maskwright.bench.server.Traffic.Wrapping;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the server under load, alternately with the same work without a server. Run without arguments, or with
 * seconds and connections; with {@code soak}, minutes and optionally JVM options for the server; or with {@code peer},
 * the port and path of another server, seconds, and how it expects pictures.
 */
public final class ServerLoad {

    private static final String PATH = "/v1/segment";
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 64;
    private static final double SECONDS = 60;

    /** The collector that the launchers choose, and less heap than Java's default on machines with much memory. */
    private static final List<String> JAVA_OPTIONS = List.of(
            Runtime.getRuntime().availableProcessors() <= 4 ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC", "-Xmx1g");

    private ServerLoad() {}

    public static void main(String[] args) throws Exception {
        if (args.length >= 2 && args[0].equals("soak")) {
            List<String> options = List.of(args).subList(2, args.length);
            soak(Double.parseDouble(args[1]), options.isEmpty() ? JAVA_OPTIONS : options);
        } else if (args.length == 5 && args[0].equals("peer")) {
            Wrapping wrapping = Wrapping.valueOf(args[4].toUpperCase(Locale.ROOT));
            peer(Integer.parseInt(args[1]), args[2], Double.parseDouble(args[3]), wrapping);
        } else {
            double seconds = args.length > 0 ? Double.parseDouble(args[0]) : SECONDS;
            measure(seconds, args.length > 1 ? Integer.parseInt(args[1]) : CONNECTIONS, ROUNDS);
        }
    }

    /** Returns the server's masks per second divided by the loop's pictures per second. */
    public static double measure(double seconds, int connections, int rounds) throws Exception {
        Traffic traffic = Traffic.mixed();
        int cores = Runtime.getRuntime().availableProcessors();
        double[] ratios = new double[rounds];
        try (ServerProcess server = ServerProcess.start(JAVA_OPTIONS, List.of())) {
            check(server.port(), traffic);
            Load.run(server.port(), PATH, connections, seconds / 4, traffic); // warms up
            for (int round = 0; round < rounds; round++) {
                double loop = loop(seconds, cores);
                LoadResult load = Load.run(server.port(), PATH, connections, seconds, traffic);
                ratios[round] = load.masksPerSecond() / loop;
                System.out.printf(
                        Locale.ROOT,
                        "round %d: loop on %d threads %.1f pictures/s; %d connections: %s; ratio %.2f; %.0f MB%n",
                        round + 1,
                        cores,
                        loop,
                        connections,
                        load.text(),
                        ratios[round],
                        server.residentMegabytes());
                require(load);
            }
            System.out.println("stopped with exit code " + server.stop());
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "ratio, median of %d: %.2f%n", rounds, ratios[rounds / 2]);
        return ratios[rounds / 2];
    }

    private static void require(LoadResult load) {
        if (load.lost() > 0 || load.wrong() > 0) {
            throw new IllegalStateException(
                    "%d requests lost, %d answered wrongly".formatted(load.lost(), load.wrong()));
        }
    }

    private static double loop(double seconds, int threads) throws IOException, InterruptedException {
        Children.Output output = Children.run(
                List.of("-XX:+UseParallelGC", "-Xmx1g"),
                SdkLoop.class.getName(),
                List.of(Double.toString(seconds), Integer.toString(threads)));
        return Double.parseDouble(output.lines().get(0));
    }

    /** Requires that the server's masks equal the SDK's. */
    private static void check(int port, Traffic traffic) throws IOException {
        try (Segmenter segmenter = Segmenter.open(Home.MODEL);
                Connection connection = new Connection(port)) {
            for (Traffic.Request picture : traffic.pictures()) {
                Connection.Answer answer = connection.post(PATH, picture.contentType(), picture.body());
                byte[] expected = SdkLoop.mask(segmenter, picture.body());
                if (!Arrays.equals(ids(expected), ids(answer.body()))) {
                    throw new IllegalStateException("the server's mask differs from the SDK's");
                }
            }
        }
    }

    private static byte[] ids(byte[] png) throws IOException {
        return ImageFiles.decodeLabels(png, "a mask").ids();
    }

    /** Measures another server, which is already running, alternately with this one. */
    private static void peer(int port, String path, double seconds, Wrapping wrapping) throws Exception {
        double[] ratios = new double[ROUNDS];
        Traffic same = Traffic.pictures(Wrapping.PLAIN);
        Traffic other = Traffic.pictures(wrapping);
        try (ServerProcess server = ServerProcess.start(JAVA_OPTIONS, List.of())) {
            Load.run(server.port(), PATH, CONNECTIONS, seconds / 2, same);
            Load.run(port, path, CONNECTIONS, seconds / 2, other);
            for (int round = 0; round < ROUNDS; round++) {
                LoadResult ours = Load.run(server.port(), PATH, CONNECTIONS, seconds, same);
                LoadResult theirs = Load.run(port, path, CONNECTIONS, seconds, other);
                ratios[round] = ours.masksPerSecond() / theirs.masksPerSecond();
                System.out.printf(
                        Locale.ROOT, "this: %s%nother: %s%nratio %.2f%n", ours.text(), theirs.text(), ratios[round]);
            }
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "ratio, median of %d: %.2f%n", ROUNDS, ratios[ROUNDS / 2]);
    }

    /** Loads the server for a number of minutes and prints its resident memory. */
    private static void soak(double minutes, List<String> javaOptions) throws Exception {
        Traffic traffic = Traffic.mixed();
        int steps = (int) Math.max(4, Math.round(minutes));
        double[] resident = new double[steps];
        try (ServerProcess server = ServerProcess.start(javaOptions, List.of())) {
            for (int step = 0; step < steps; step++) {
                LoadResult load = Load.run(server.port(), PATH, CONNECTIONS, minutes * 60 / steps, traffic);
                resident[step] = server.residentMegabytes();
                System.out.printf(Locale.ROOT, "%d of %d: %s; %.0f MB%n", step + 1, steps, load.text(), resident[step]);
                require(load);
            }
            System.out.println("stopped with exit code " + server.stop());
        }
        double early = median(Arrays.copyOfRange(resident, steps / 4, steps / 2));
        double late = median(Arrays.copyOfRange(resident, 3 * steps / 4, steps));
        System.out.printf(
                Locale.ROOT,
                "memory: %.0f MB in the second quarter, %.0f MB in the last: %+.1f %%%n",
                early,
                late,
                100 * (late / early - 1));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
