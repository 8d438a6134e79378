package dev.maskwright.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
final class MaskwrightSegmenterTest {

    private final SparkSession spark = LocalSpark.session();

    @TempDir
    private Path folder;

    private static MaskwrightSegmenter segmenter() {
        return new MaskwrightSegmenter().setModel(Samples.MODEL.toAbsolutePath().toString());
    }

    private Dataset<Row> paths(List<Path> files, int partitions) {
        List<String> paths =
                files.stream().map(file -> file.toAbsolutePath().toString()).toList();
        return spark.createDataset(paths, Encoders.STRING()).toDF("path").repartition(partitions);
    }

    /** Decoded run lengths equal the SDK's masks, pixel for pixel. */
    @Test
    void masksAreTheSdks() throws IOException {
        Dataset<Row> files = spark.read()
                .format("binaryFile")
                .load(Samples.SAMPLES.toAbsolutePath().toString())
                .select("path", "length");
        List<Row> rows = segmenter().transform(files).collectAsList();
        assertEquals(Samples.samples().size(), rows.size());
        try (Segmenter ours = Segmenter.open(Samples.MODEL, Options.defaults().withThreads(1))) {
            for (Row row : rows) {
                Path file = Path.of(row.<String>getAs("path").replaceFirst("^file:", ""));
                assertEquals(Files.size(file), row.<Long>getAs("length"));
                assertNull(row.getAs("error"));
                Mask mask = ours.segment(ImageFiles.read(file));
                Row shown = row.getAs("segmentation");
                assertEquals(mask.meanConfidence(), shown.<Double>getAs("confidence"));
                assertArrayEquals(mask.atFrameSize().classIds(), Stored.classIds(shown), file.toString());
            }
        }
    }

    @Test
    void areasAreThoseOfTheMask() throws IOException {
        Path sample = Samples.samples().get(0);
        Row shown = segmenter().transform(paths(List.of(sample), 1)).first().getAs("segmentation");
        try (Segmenter ours = Segmenter.open(Samples.MODEL)) {
            Mask mask = ours.segment(ImageFiles.read(sample)).atFrameSize();
            long[] areas = new long[mask.classes().size()];
            double shares = 0;
            for (Row one : shown.<Row>getList(shown.fieldIndex("classes"))) {
                areas[one.<Integer>getAs("id")] = one.getAs("pixels");
                shares += one.<Double>getAs("share");
                assertEquals(mask.classes().get(one.<Integer>getAs("id")).name(), one.getAs("label"));
            }
            assertArrayEquals(Arrays.stream(mask.areas()).asLongStream().toArray(), areas);
            assertEquals(1, shares, 1e-9);
        }
    }

    @Test
    void badPictureIsARow() throws IOException {
        Path damaged = Samples.damaged(folder.resolve("damaged.jpg"));
        Path absent = folder.resolve("absent.jpg");
        List<Path> files = new ArrayList<>(Samples.copies(folder.resolve("in"), 4));
        files.addAll(List.of(damaged, absent));
        Dataset<Row> rows = segmenter().transform(paths(files, 2));
        assertEquals(4, rows.where("error is null and segmentation is not null").count());
        List<Row> failed = rows.where("error is not null and segmentation is null")
                .orderBy("path")
                .collectAsList();
        assertEquals(2, failed.size());
        assertEquals(
                absent + ": there is no such file; check the path",
                failed.get(0).getAs("error"));
        String error = failed.get(1).getAs("error");
        assertTrue(error.startsWith(damaged + ": "), error);
        assertFalse(error.contains("\n"), error);
    }

    @Test
    void rowWithoutAPathIsAnError() {
        Dataset<Row> rows = spark.sql("select cast(null as string) as path, 7 as other");
        Row row = segmenter().transform(rows).first();
        assertEquals(7, row.<Integer>getAs("other"));
        assertEquals("there is no path in this row; give each row one", row.getAs("error"));
    }

    /** Paths with spaces, per cent signs and other scripts, as binaryFile names them. */
    @Test
    void namesMayBeStrange() throws IOException {
        Path strange = folder.resolve("Küche 100% [1]");
        Samples.copies(strange, 1);
        Dataset<Row> files = spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .load(folder.toString())
                .select("path");
        Row row = segmenter().transform(files).first();
        assertNull(row.getAs("error"));
        assertTrue(row.<String>getAs("path").contains("Küche 100% [1]"));
    }

    @Test
    void modelIsOpenedOnceForAllTasks() throws IOException {
        List<Path> files = Samples.copies(folder, 12);
        int before = OpenModels.count();
        MaskwrightSegmenter one = segmenter();
        assertEquals(12, one.transform(paths(files, 6)).where("error is null").count());
        int first = OpenModels.count();
        assertTrue(first <= before + 1, "opened " + (first - before));
        Path copy = Files.copy(Samples.MODEL, folder.resolve("copy.onnx"));
        MaskwrightSegmenter another = segmenter().setModel(copy.toString());
        assertEquals(
                12, another.transform(paths(files, 3)).where("error is null").count());
        assertEquals(first, OpenModels.count(), "the same bytes are the same model");
    }

    /** A limit ends tasks before all rows are consumed; nothing may stay running or open. */
    @Test
    void tasksMayEndEarly() throws IOException {
        List<Path> files = Samples.copies(folder, 24);
        assertEquals(
                1,
                segmenter().transform(paths(files, 1)).limit(1).collectAsList().size());
        assertEquals(
                24,
                segmenter().transform(paths(files, 1)).where("error is null").count());
    }

    @Test
    void savedPipelineBringsItsModel() throws IOException {
        Path model = Files.copy(Samples.MODEL, folder.resolve("mine.onnx"));
        MaskwrightSegmenter segmenter = new MaskwrightSegmenter()
                .setModel(model.toString())
                .setInputCol("file")
                .setOutputCol("shown")
                .setErrorCol("why")
                .setEdges("nearest")
                .setConfidenceThreshold(0.25);
        Dataset<Row> files = paths(Samples.samples(), 2).withColumnRenamed("path", "file");
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {segmenter}).fit(files);
        List<Row> expected = pipeline.transform(files).orderBy("file").collectAsList();
        String saved = folder.resolve("saved").toString();
        pipeline.write().save(saved);
        Files.delete(model);
        PipelineModel loaded = PipelineModel.load(saved);
        MaskwrightSegmenter stage = (MaskwrightSegmenter) loaded.stages()[0];
        assertEquals(segmenter.uid(), stage.uid());
        assertEquals("nearest", stage.getEdges());
        assertEquals(0.25, stage.getConfidenceThreshold());
        assertEquals(expected, loaded.transform(files).orderBy("file").collectAsList());
        loaded.write().overwrite().save(saved); // over the model that it was read from
        assertEquals(
                expected,
                PipelineModel.load(saved).transform(files).orderBy("file").collectAsList());
    }

    @Test
    void optionsReachTheModel() throws IOException {
        Dataset<Row> files = paths(Samples.samples().subList(0, 1), 1);
        Row plain = segmenter().transform(files).first().getAs("segmentation");
        Row sure =
                segmenter().setConfidenceThreshold(0.9).transform(files).first().getAs("segmentation");
        Row stepped = segmenter().setEdges("nearest").transform(files).first().getAs("segmentation");
        assertTrue(Stored.background(sure) > Stored.background(plain));
        assertFalse(Arrays.equals(Stored.classIds(plain), Stored.classIds(stepped)));
    }

    @Test
    void faultsAreFoundBeforeTheClusterWorks() throws IOException {
        Dataset<Row> files = paths(Samples.samples(), 1);
        assertMessage(
                "there is no column 'picture', only [path]; use setInputCol to name the one with paths",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> segmenter().setInputCol("picture").transform(files)));
        assertMessage(
                "column 'path' already exists; name another with setOutputCol or setErrorCol",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> segmenter().setErrorCol("path").transform(files)));
        assertMessage(
                "column 'path' is of type bigint; expected paths as strings",
                assertThrows(IllegalArgumentException.class, () -> segmenter()
                        .transform(spark.range(1).toDF("path"))));
        assertMessage(
                "there is no model; give the path of an ONNX file with setModel",
                assertThrows(IllegalArgumentException.class, () -> new MaskwrightSegmenter().transform(files)));
        assertThrows(IllegalArgumentException.class, () -> segmenter().setEdges("sharp"));
        assertThrows(IllegalArgumentException.class, () -> segmenter().setConfidenceThreshold(1.5));
        UncheckedIOException absent = assertThrows(UncheckedIOException.class, () -> segmenter()
                .setModel(folder.resolve("absent.onnx").toString())
                .transform(files));
        assertTrue(absent.getMessage().contains("there is no such model; give the path of an ONNX file"));
        Path text = Samples.damaged(folder.resolve("text.onnx"));
        assertThrows(
                ModelFormatException.class,
                () -> segmenter().setModel(text.toString()).transform(files));
    }

    private static void assertMessage(String expected, Exception found) {
        assertEquals(expected, found.getMessage());
    }

    /** A picture as it is stored. */
    static final class Stored {

        private Stored() {}

        static long background(Row shown) {
            return shown.<Row>getList(shown.fieldIndex("classes")).stream()
                    .filter(one -> one.getAs("label").equals(ClassLabel.BACKGROUND))
                    .mapToLong(one -> one.<Long>getAs("pixels"))
                    .sum();
        }

        /** The class ids of the mask, row by row. */
        static byte[] classIds(Row shown) {
            int width = shown.getAs("width");
            int height = shown.getAs("height");
            byte[] ids = new byte[width * height];
            Arrays.fill(ids, (byte) -1);
            for (Row one : shown.<Row>getList(shown.fieldIndex("classes"))) {
                String counts = new String(one.<byte[]>getAs("counts"), StandardCharsets.US_ASCII);
                int id = one.getAs("id");
                RunLengths.parse(width, height, counts).bits().stream()
                        .forEach(bit -> ids[bit % height * width + bit / height] = (byte) id);
            }
            return ids;
        }
    }
}
