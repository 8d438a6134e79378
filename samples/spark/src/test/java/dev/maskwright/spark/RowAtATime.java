package dev.maskwright.spark;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.CategoryMask;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A job written with DJL in the way of DJL's Spark extension: pictures pass through Spark as bytes, each partition
 * opens the model, each row is predicted separately, and a mask is its ids as JSON. The model is the same file, run
 * with one thread; ids are taken directly from the small logits, which costs DJL least.
 *
 * @param model an ONNX file from pixels to logits
 * @param classes names by id
 * @param width of the network's input
 * @param height likewise
 * @param isFrameSized whether masks have the size of their pictures, as ours have, or that of the network's input
 */
record RowAtATime(String model, List<String> classes, int width, int height, boolean isFrameSized)
        implements MapPartitionsFunction<Row, Row> {

    private static final String ENGINE = "OnnxRuntime";
    private static final long LARGE_STACK = 64 << 20;

    /**
     * Lets DJL start ONNX Runtime, because DJL must do that before anyone else; on a large stack, which ONNX Runtime
     * needs if the command line is long.
     */
    static void startEngine() throws InterruptedException {
        Thread thread = new Thread(null, () -> Engine.getEngine(ENGINE), "djl", LARGE_STACK);
        thread.start();
        thread.join();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws ModelNotFoundException, MalformedModelException, IOException {
        ZooModel<Image, CategoryMask> open = Criteria.builder()
                .setTypes(Image.class, CategoryMask.class)
                .optEngine(ENGINE)
                .optModelPath(Path.of(model))
                .optTranslator(new Pixels(classes, width, height, isFrameSized))
                .optOption("interOpNumThreads", "1")
                .optOption("intraOpNumThreads", "1")
                .build()
                .loadModel();
        Predictor<Image, CategoryMask> predictor = open.newPredictor();
        TaskContext.get().addTaskCompletionListener(ended -> {
            predictor.close();
            open.close();
        });
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                Row row = rows.next();
                return RowFactory.create(row.getString(0), json(predictor, row.getAs(1)));
            }
        };
    }

    private static String json(Predictor<Image, CategoryMask> predictor, byte[] bytes) {
        try {
            Image image = ImageFactory.getInstance().fromInputStream(new ByteArrayInputStream(bytes));
            return predictor.predict(image).toJson();
        } catch (IOException | TranslateException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Pixels(List<String> classes, int width, int height, boolean isFrameSized)
            implements NoBatchifyTranslator<Image, CategoryMask>, Serializable {

        @Override
        public NDList processInput(TranslatorContext context, Image image) {
            context.setAttachment("width", isFrameSized ? image.getWidth() : width);
            context.setAttachment("height", isFrameSized ? image.getHeight() : height);
            NDArray pixels = image.resize(width, height, false).toNDArray(context.getNDManager());
            ByteBuffer bytes = pixels.toByteBuffer();
            return new NDList(context.getNDManager().create(bytes, new Shape(1, height, width, 3), DataType.UINT8));
        }

        @Override
        public CategoryMask processOutput(TranslatorContext context, NDList list) {
            float[] logits = list.get(0).toFloatArray();
            Shape shape = list.get(0).getShape(); // (1, K, h, w)
            int w = (int) shape.get(3);
            int h = (int) shape.get(2);
            int[] best = new int[w * h];
            for (int i = 0; i < best.length; i++) {
                for (int k = 1; k < shape.get(1); k++) {
                    if (logits[k * best.length + i] > logits[best[i] * best.length + i]) {
                        best[i] = k;
                    }
                }
            }
            int[][] mask = new int[(int) context.getAttachment("height")][(int) context.getAttachment("width")];
            for (int y = 0; y < mask.length; y++) {
                for (int x = 0; x < mask[y].length; x++) {
                    mask[y][x] = best[y * h / mask.length * w + x * w / mask[y].length];
                }
            }
            return new CategoryMask(classes, mask);
        }
    }
}
