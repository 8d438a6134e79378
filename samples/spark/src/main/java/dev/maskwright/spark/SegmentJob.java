package dev.maskwright.spark;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Segments pictures in any store that Hadoop reaches and writes their masks as Parquet; the main class for {@code
 * spark-submit}. If it is started again after an interruption, it continues with the pictures that have no result yet.
 */
@Command(
        name = "SegmentJob",
        description = "Segment pictures on a cluster: run lengths, areas of classes and confidences, as Parquet.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SegmentJob implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int SOME_FAILED = 1;
    private static final int COULD_NOT_RUN = 3;
    private static final int ERRORS_NAMED = 20;

    /** So that cores that finish early get more work. */
    private static final int LEAST_PARTITIONS_OF_A_CORE = 4;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "INPUT",
            description = "Folders of pictures, or patterns of them, in any store that the cluster reaches.")
    private List<String> inputs = List.of();

    @Option(
            names = "--from-list",
            paramLabel = "FILE",
            description = "Take the pictures in a list instead, one path on each line.")
    private @Nullable String list;

    @Option(names = "--recursive", description = "Include subfolders.")
    private boolean recursive;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = {
                "Folder for the results. Pictures that already have results of the same model and options are skipped."
            })
    private String output = "";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "The model file, with its card in it or beside it; the driver reads it.")
    private String model = "";

    @Option(
            names = "--edges",
            defaultValue = "smooth",
            paramLabel = "smooth|nearest",
            description = "How edges are drawn between the network's pixels (${DEFAULT-VALUE}).")
    private String edges = "smooth";

    @Option(
            names = "--partition",
            defaultValue = "500",
            paramLabel = "N",
            description = {
                "About how many pictures a task processes, and a file of results holds"
                        + " (${DEFAULT-VALUE}). As many are repeated",
                "for each core that fails."
            })
    private int partition;

    /** Runs the job in the session of {@code spark-submit}, and exits with the same codes as all commands. */
    public static void main(String[] args) {
        int code = execute(args);
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** Runs the job, and returns its exit code. */
    static int execute(String... args) {
        return new CommandLine(new SegmentJob())
                .setExecutionExceptionHandler((fault, line, parsed) -> {
                    line.getErr().println("maskwright: " + fault.getMessage());
                    return COULD_NOT_RUN;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws IOException, AnalysisException {
        check();
        SparkSession spark =
                SparkSession.builder().appName("maskwright segment").getOrCreate();
        MaskwrightSegmenter segmenter =
                new MaskwrightSegmenter().setModel(model).setEdges(edges);
        JobOutput results = new JobOutput(spark, output);
        JobPictures pictures =
                list != null ? JobPictures.listed(spark, list) : JobPictures.in(spark, inputs, recursive);
        long found = pictures.paths().count();
        if (found == 0) {
            throw new IOException("%s: no pictures there%s"
                    .formatted(
                            list != null ? list : String.join(", ", inputs),
                            pictures.leftOut().isEmpty() ? "" : " but " + pictures.leftOut()));
        }
        results.begin(run(segmenter.checkedModel(spark.sessionState().newHadoopConf())));
        Dataset<Row> left = results.left(pictures.paths());
        long count = left.count();
        say("pictures: %,d; to segment: %,d%s"
                .formatted(found, count, pictures.leftOut().isEmpty() ? "" : "; left out: " + pictures.leftOut()));
        if (count > 0) {
            int partitions = partitions(count, spark.sparkContext().defaultParallelism());
            results.add(segmenter.transform(left.repartition(partitions, left.col(JobPictures.PATH))));
        }
        return summary(results);
    }

    private void check() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (inputs.isEmpty() == (list == null)) {
            throw new ParameterException(line, "name folders, or give a list with --from-list, but not both");
        }
        if (list != null && recursive) {
            throw new ParameterException(line, "--from-list names all pictures by itself; leave out --recursive");
        }
        if (partition < 1) {
            throw new ParameterException(line, "--partition must be at least 1, got " + partition);
        }
    }

    /** Everything that results depend on. */
    private JsonObject run(ModelFile file) {
        JsonObject run = new JsonObject();
        run.addProperty("model", file.name());
        run.addProperty("sha256", file.sha256());
        run.addProperty("edges", edges);
        return run;
    }

    private int partitions(long pictures, int cores) {
        long bySize = (pictures + partition - 1) / partition;
        long forCores = Math.min(pictures, (long) LEAST_PARTITIONS_OF_A_CORE * cores);
        return (int) Math.min(Integer.MAX_VALUE, Math.max(bySize, forCores));
    }

    private int summary(JobOutput results) {
        JobOutput.Counts counts = results.count();
        say("results in %s: %,d; failed: %,d".formatted(output, counts.pictures(), counts.failed()));
        List<String> errors = results.errors(ERRORS_NAMED);
        errors.forEach(SegmentJob::say);
        if (counts.failed() > errors.size()) {
            say("and %,d more; the column error has all".formatted(counts.failed() - errors.size()));
        }
        return counts.failed() > 0 ? SOME_FAILED : DONE;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
