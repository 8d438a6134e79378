package dev.maskwright.spark;

import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Segments the pictures in a column of paths. Each row gets two more columns: the segmentation and the error, one of
 * which is null. A picture that cannot be read, decoded or segmented becomes a row with an error and does not end the
 * job.
 *
 * <p>A segmentation is a structure of {@code width} and {@code height} in pixels, the mean {@code confidence} (0..1)
 * and {@code classes}: for each class in the picture, including the background, {@code id}, {@code label}, {@code
 * pixels}, their {@code share} of the picture (0..1), and {@code counts}, COCO run lengths as compressed by
 * pycocotools, whose {@code decode} takes them together with {@code size: [height, width]}.
 *
 * <p>Rows only need the path: read folders as {@code binaryFile} and select {@code path}, so that no picture passes
 * through Spark. Executors read pictures themselves, in any store that Hadoop reaches. The model's bytes are broadcast,
 * and opened once in the JVM of an executor, for all its tasks. A task works with {@code spark.task.cpus} + 1 threads.
 */
public final class MaskwrightSegmenter extends Transformer implements MLWritable {

    private static final long serialVersionUID = 1;
    private static final String SMOOTH = "smooth";
    private static final String NEAREST = "nearest";

    private final String uid;
    private final Param<String> model;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> errorCol;
    private final Param<String> edges;
    private final DoubleParam confidenceThreshold;
    private transient @Nullable ModelFile loaded; // stays valid if the folder that it was loaded from is overwritten

    /** With a new uid. */
    public MaskwrightSegmenter() {
        this(Identifiable$.MODULE$.randomUID("maskwright"));
    }

    /** With a given uid, for copies and readers. */
    public MaskwrightSegmenter(String uid) {
        this.uid = uid;
        model = new Param<>(this, "model", "path of an ONNX file with its card in it or beside it");
        inputCol = new Param<>(this, "inputCol", "column with the paths of pictures");
        outputCol = new Param<>(
                this, "outputCol", "new column for the segmentation of pictures; null if there is an error");
        errorCol = new Param<>(this, "errorCol", "new column for the reason why a picture failed; null otherwise");
        edges = new Param<>(
                this,
                "edges",
                "how edges are drawn between the network's pixels: smooth or nearest",
                ParamValidators.inArray(List.of(SMOOTH, NEAREST)));
        confidenceThreshold = new DoubleParam(
                this,
                "confidenceThreshold",
                "pixels with a lower confidence than this become background, 0..1",
                ParamValidators.inRange(0, 1));
        setDefault(inputCol, "path");
        setDefault(outputCol, "segmentation");
        setDefault(errorCol, "error");
        setDefault(edges, SMOOTH);
        setDefault(confidenceThreshold, 0.0);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The path of the model, in any store that Hadoop reaches; read by the driver. There is no default. */
    public Param<String> model() {
        return model;
    }

    public MaskwrightSegmenter setModel(String path) {
        set(model, path);
        return this;
    }

    public String getModel() {
        return getOrDefault(model);
    }

    /** The column with the paths of pictures; {@code path} by default. */
    public Param<String> inputCol() {
        return inputCol;
    }

    public MaskwrightSegmenter setInputCol(String name) {
        set(inputCol, name);
        return this;
    }

    public String getInputCol() {
        return getOrDefault(inputCol);
    }

    /** The new column for segmentations; {@code segmentation} by default. */
    public Param<String> outputCol() {
        return outputCol;
    }

    public MaskwrightSegmenter setOutputCol(String name) {
        set(outputCol, name);
        return this;
    }

    public String getOutputCol() {
        return getOrDefault(outputCol);
    }

    /** The new column for errors; {@code error} by default. */
    public Param<String> errorCol() {
        return errorCol;
    }

    public MaskwrightSegmenter setErrorCol(String name) {
        set(errorCol, name);
        return this;
    }

    public String getErrorCol() {
        return getOrDefault(errorCol);
    }

    /** How edges are drawn between the network's pixels: {@code smooth}, the default, or {@code nearest}. */
    public Param<String> edges() {
        return edges;
    }

    public MaskwrightSegmenter setEdges(String name) {
        set(edges, name);
        return this;
    }

    public String getEdges() {
        return getOrDefault(edges);
    }

    /** Pixels with a lower confidence become background, 0..1; 0 by default. */
    public DoubleParam confidenceThreshold() {
        return confidenceThreshold;
    }

    public MaskwrightSegmenter setConfidenceThreshold(double threshold) {
        set(confidenceThreshold, threshold);
        return this;
    }

    public double getConfidenceThreshold() {
        return (double) getOrDefault(confidenceThreshold);
    }

    /**
     * The same columns and two more.
     *
     * @throws IllegalArgumentException if there is no column of paths, it is not a string, or a new column already
     *     exists
     */
    @Override
    public StructType transformSchema(StructType schema) {
        List<String> columns = List.of(schema.fieldNames());
        if (!columns.contains(getInputCol())) {
            throw new IllegalArgumentException(
                    "there is no column '%s', only %s; use setInputCol to name the one with paths"
                            .formatted(getInputCol(), columns));
        }
        if (!schema.apply(getInputCol()).dataType().equals(DataTypes.StringType)) {
            throw new IllegalArgumentException("column '%s' is of type %s; expected paths as strings"
                    .formatted(
                            getInputCol(),
                            schema.apply(getInputCol()).dataType().simpleString()));
        }
        for (String name : List.of(getOutputCol(), getErrorCol())) {
            if (columns.contains(name)) {
                throw new IllegalArgumentException(
                        "column '%s' already exists; name another with setOutputCol or setErrorCol".formatted(name));
            }
        }
        return schema.add(getOutputCol(), ResultColumns.PICTURE, true).add(getErrorCol(), DataTypes.StringType, true);
    }

    /**
     * Segments lazily, when the result is requested. The model is read and opened at once, so that an unusable one is
     * detected before the cluster starts.
     *
     * @throws UncheckedIOException if the model cannot be read
     * @throws dev.maskwright.sdk.model.ModelFormatException if the model cannot be used
     * @throws IllegalArgumentException as {@link #transformSchema}, or if the model has no class that the options need
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        SparkSession session = dataset.sparkSession();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Configuration hadoop = session.sessionState().newHadoopConf();
        ModelFile file = checkedModel(hadoop);
        Broadcast<SerializableConfiguration> stores = context.broadcast(new SerializableConfiguration(hadoop));
        SegmentPartition work = new SegmentPartition(
                file,
                context.broadcast(file.bytes()),
                options(),
                stores,
                dataset.schema().fieldIndex(getInputCol()));
        return dataset.toDF().mapPartitions(work, Encoders.row(schema));
    }

    /** The same with a model in memory. */
    MaskwrightSegmenter withLoaded(ModelFile file) {
        loaded = file;
        return setModel(file.path());
    }

    /** The model, checked to open with these parameters. */
    ModelFile checkedModel(Configuration hadoop) {
        ModelFile file = readModel(hadoop);
        OpenModels.open(file.source(), options()).close();
        return file;
    }

    private ModelFile readModel(Configuration hadoop) {
        if (!isDefined(model)) {
            throw new IllegalArgumentException("there is no model; give the path of an ONNX file with setModel");
        }
        if (loaded != null && loaded.path().equals(getModel())) {
            return loaded;
        }
        try {
            return ModelFile.read(getModel(), hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One thread per call: several pictures are processed at the same time instead. */
    private Options options() {
        return Options.defaults()
                .withThreads(1)
                .withEdges(Edges.valueOf(getEdges().toUpperCase(Locale.ROOT)))
                .withConfidenceThreshold(getConfidenceThreshold());
    }

    @Override
    public MaskwrightSegmenter copy(ParamMap extra) {
        MaskwrightSegmenter copy = defaultCopy(extra);
        copy.loaded = loaded;
        return copy;
    }

    /** Writes the parameters and the model itself, so that the result can be moved. */
    @Override
    public MLWriter write() {
        return new SavedSegmenter.Writer(this, readModel(SavedSegmenter.hadoop()));
    }

    /** Reads what {@link #write} wrote; pipelines call it. */
    public static MLReader<MaskwrightSegmenter> read() {
        return new SavedSegmenter.Reader();
    }

    /** Reads what was saved into a folder. */
    public static MaskwrightSegmenter load(String path) {
        return read().load(path);
    }
}
