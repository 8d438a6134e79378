package dev.maskwright.bench;

import ai.djl.ModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.CategoryMask;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.SemanticSegmentationTranslator;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Normalization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a picture to a mask: this SDK against DJL's ONNX Runtime engine with DJL's semantic segmentation translator.
 * Both run the same network from normalised floats to logits, on the same ONNX Runtime, with the same picture and the
 * same number of threads. DJL's translator reads the second output of a graph, so its model file gets an additional
 * first output of a single number.
 */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.pytorch.num_threads=1")
public class AgainstDjl {

    private static final String ENGINE = "OnnxRuntime";
    private static final long LARGE_STACK = 64 << 20;

    /** The least share of equal pixels: the two resize with different code, so object edges differ slightly. */
    private static final double ALIKE = 0.97;

    @Param("1280x720")
    public String size = "1280x720";

    @Param("1")
    public int threads = 1;

    private Path folder;
    private byte[] jpeg;
    private Frame frame;
    private Image image;
    private Segmenter segmenter;
    private ZooModel<Image, CategoryMask> model;
    private Predictor<Image, CategoryMask> predictor;

    /**
     * Lets DJL start ONNX Runtime, because DJL applies its own settings and fails if ONNX Runtime is already running.
     * Uses a thread with a large stack, which ONNX Runtime needs if the command line is long.
     */
    static void startEngine() throws InterruptedException {
        Thread thread = new Thread(null, () -> Engine.getEngine(ENGINE), "djl", LARGE_STACK);
        thread.start();
        thread.join();
    }

    /** Opens both and requires that their masks are nearly equal. */
    @Setup(Level.Trial)
    public void open() throws IOException, ModelException, TranslateException, InterruptedException {
        startEngine();
        Size frameSize = Size.parse(size);
        folder = Files.createTempDirectory("maskwright-bench");
        jpeg = Files.readAllBytes(Pictures.jpeg(frameSize.width(), frameSize.height(), folder.resolve("picture.jpg")));
        Path ours = folder.resolve("ours.onnx");
        Path theirs = folder.resolve("theirs.onnx");
        ModelCard card = Models.tensorForm(Home.FLOAT_MODEL, ours, false);
        Models.tensorForm(Home.FLOAT_MODEL, theirs, true);
        segmenter = Segmenter.open(ours, Options.defaults().withThreads(threads).withEdges(Edges.NEAREST));
        model = Criteria.builder()
                .setTypes(Image.class, CategoryMask.class)
                .optEngine(ENGINE)
                .optModelPath(theirs)
                .optTranslator(translator(card))
                .optOption("interOpNumThreads", "1")
                .optOption("intraOpNumThreads", Integer.toString(threads))
                .build()
                .loadModel();
        predictor = model.newPredictor();
        frame = ImageFiles.decode(jpeg, "picture");
        image = ImageFactory.getInstance().fromImage(Pictures.image(frame));
        Mask mask = segmenter.segment(frame);
        Checks.requireClasses(mask, 3);
        Checks.requireAlike("segmenter and DJL", ids(predictor.predict(image)), mask.classIds(), ALIKE);
    }

    /** Bypasses the builder's {@code build()}, which would prepend another resize. */
    private static SemanticSegmentationTranslator translator(ModelCard card) {
        Normalization normalization = card.normalization();
        List<String> names = card.classes().stream().map(ClassLabel::name).toList();
        SemanticSegmentationTranslator.Builder builder = SemanticSegmentationTranslator.builder()
                .addTransform(new Resize(card.input().width(), card.input().height()))
                .addTransform(new ToTensor())
                .addTransform(new Normalize(floats(normalization.mean()), floats(normalization.std())))
                .optSynset(names);
        return new SemanticSegmentationTranslator(builder);
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    private static byte[] ids(CategoryMask mask) {
        int[][] rows = mask.getMask();
        byte[] ids = new byte[rows.length * rows[0].length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) rows[i / rows[0].length][i % rows[0].length];
        }
        return ids;
    }

    /** Pixels in memory to a mask. */
    @Benchmark
    public Mask pixelsBySegmenter() {
        return segmenter.segment(frame);
    }

    /** Pixels in memory to a mask. */
    @Benchmark
    public CategoryMask pixelsByDjl() throws TranslateException {
        return predictor.predict(image);
    }

    /** A JPEG in memory to a mask. */
    @Benchmark
    public Mask jpegBySegmenter() throws IOException {
        return segmenter.segment(ImageFiles.decode(jpeg, "picture"));
    }

    /** A JPEG in memory to a mask. */
    @Benchmark
    public CategoryMask jpegByDjl() throws IOException, TranslateException {
        return predictor.predict(ImageFactory.getInstance().fromInputStream(new ByteArrayInputStream(jpeg)));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        predictor.close();
        model.close();
        segmenter.close();
        for (String name : List.of("picture.jpg", "ours.onnx", "theirs.onnx")) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }
}
