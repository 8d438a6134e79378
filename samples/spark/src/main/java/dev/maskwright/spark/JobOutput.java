package dev.maskwright.spark;

import static org.apache.spark.sql.functions.col;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The folder of a job's results, in Parquet. Each task's file appears whole when the task ends, not when the job does:
 * results that exist are not computed again.
 */
final class JobOutput {

    /** Describes how results were made. Readers of Parquet skip names that begin like this. */
    private static final String RUN = "_maskwright.json";

    private static final String ERROR = "error";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final SparkSession spark;
    private final Path folder;
    private final FileSystem store;

    /** The number of pictures with results, and of those whose result is an error. */
    record Counts(long pictures, long failed) {}

    JobOutput(SparkSession spark, String folder) throws IOException {
        this.spark = spark;
        this.folder = new Path(folder);
        Configuration hadoop = spark.sessionState().newHadoopConf();
        store = this.folder.getFileSystem(hadoop);
    }

    /** The columns of the results. */
    static StructType schema() {
        StructType schema = new StructType().add(JobPictures.PATH, DataTypes.StringType);
        for (var field : ResultColumns.PICTURE.fields()) {
            schema = schema.add(field.name(), field.dataType(), true);
        }
        return schema.add(ERROR, DataTypes.StringType);
    }

    /**
     * Starts results, or continues those that were made with the same settings.
     *
     * @throws IOException if the folder holds anything else
     */
    void begin(JsonObject run) throws IOException {
        Path file = new Path(folder, RUN);
        if (store.exists(file)) {
            requireSame(file, run);
        } else if (store.exists(folder) && holdsFiles()) {
            throw new IOException(
                    "%s: holds files that are not results of this job; choose another folder".formatted(folder));
        } else {
            Path part = new Path(folder, "." + RUN + ".part");
            try (OutputStream stream = store.create(part)) {
                stream.write(GSON.toJson(run).getBytes(StandardCharsets.UTF_8));
            }
            if (!store.rename(part, file)) {
                throw new IOException("%s: cannot be written; check that you may write there".formatted(file));
            }
        }
    }

    /** Names that begin with a dot are partial files of a job that ended while starting. */
    private boolean holdsFiles() throws IOException {
        return store.listStatus(folder, path -> !path.getName().startsWith(".")).length > 0;
    }

    private void requireSame(Path file, JsonObject run) throws IOException {
        JsonObject earlier;
        try (InputStream stream = store.open(file)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            earlier = GSON.fromJson(text, JsonObject.class);
        } catch (JsonParseException e) {
            throw new IOException(
                    "%s: does not say how its results were made; choose another folder".formatted(file), e);
        }
        if (!run.equals(earlier)) {
            throw new IOException(("%s: its results were made with other settings (%s, now %s), so this job"
                            + " cannot continue with them; use the same settings, or choose another folder")
                    .formatted(folder, earlier, run));
        }
    }

    /** All existing results. */
    Dataset<Row> results() {
        return spark.read().schema(schema()).parquet(folder.toString());
    }

    /** The pictures that have no result yet. */
    Dataset<Row> left(Dataset<Row> paths) {
        Dataset<Row> done = results().select(JobPictures.PATH);
        return paths.join(done, paths.col(JobPictures.PATH).equalTo(done.col(JobPictures.PATH)), "left_anti");
    }

    /**
     * Adds results.
     *
     * @param rows with the columns of a {@link MaskwrightSegmenter}
     */
    void add(Dataset<Row> rows) {
        rows.select("path", "segmentation.*", ERROR)
                .write()
                .mode(SaveMode.Append)
                .option("mapreduce.fileoutputcommitter.algorithm.version", "2") // a file appears when its task ends
                .parquet(folder.toString());
    }

    Counts count() {
        Row row = results()
                .agg(functions.count(functions.lit(1)), functions.count(col(ERROR)))
                .first();
        return new Counts(row.getLong(0), row.getLong(1));
    }

    List<String> errors(int most) {
        return results().where(col(ERROR).isNotNull()).select(ERROR).limit(most).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
