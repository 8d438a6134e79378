package dev.maskwright.cli.source;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.fit.ClassOrder;
import dev.maskwright.trainer.fit.Teacher;
import dev.maskwright.trainer.net.PixelGrid;
import dev.maskwright.trainer.recipe.Recipe;
import java.nio.file.Path;

/** A model file as a teacher: ONNX Runtime runs it on the crops, one after the other. */
public final class ModelTeacher implements Teacher {

    private final String name;
    private final BareModel model;
    private final ClassOrder classes;

    private ModelTeacher(String name, BareModel model, ClassOrder classes) {
        this.name = name;
        this.model = model;
        this.classes = classes;
    }

    /**
     * Opens a model file.
     *
     * @param student by which recipe the student learns
     * @param studentClasses its classes
     * @param threads that ONNX Runtime computes with
     * @throws IllegalArgumentException if it has other classes, or does not take pictures as large as the student's
     *     crops
     * @throws dev.maskwright.sdk.model.ModelFormatException if it is not a model of this project, or gives no logits
     */
    public static ModelTeacher open(Path file, Recipe student, ClassList studentClasses, int threads) {
        String name = file.toString();
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(file)) {
            card = segmenter.card();
        }
        ClassOrder classes =
                ClassOrder.of(card.classes().stream().map(ClassLabel::name).toList(), studentClasses.names(), name);
        ModelCard sized = card.withInput(
                asLargeAs(student.batch().cropWidth(), student.batch().cropHeight(), card.input(), name));
        BareModel model = BareModel.open(file, sized, Device.cpu(), threads);
        if (model.logits().isEmpty()) {
            model.close();
            throw ModelProbabilities.withoutLogits(name);
        }
        return new ModelTeacher(name, model, classes);
    }

    /** The input at the size of the student's crops. */
    private static ModelCard.Input asLargeAs(int cropWidth, int cropHeight, ModelCard.Input input, String name) {
        if (input.width() == cropWidth && input.height() == cropHeight) {
            return input;
        }
        if (!input.dynamic()) {
            throw new IllegalArgumentException(
                    ("%s: the teacher takes pictures of %dx%d, but the recipe's crops are %dx%d,"
                                    + " and their pixels must be the same; export it with --size dynamic or --size"
                                    + " %dx%d, or change cropWidth and cropHeight")
                            .formatted(
                                    name, input.width(), input.height(), cropWidth, cropHeight, cropWidth, cropHeight));
        }
        if (cropWidth % input.multipleOf() != 0 || cropHeight % input.multipleOf() != 0) {
            throw new IllegalArgumentException(
                    ("%s: the teacher takes pictures whose sides are multiples of %d, but the"
                                    + " recipe's crops are %dx%d; change cropWidth and cropHeight")
                            .formatted(name, input.multipleOf(), cropWidth, cropHeight));
        }
        return input.withSize(cropWidth, cropHeight);
    }

    @Override
    public NDArray logits(Batch batch, PixelGrid grid, NDManager manager) {
        float[] logits = ModelProbabilities.logits(model, name, batch.plain(), batch.width(), batch.height());
        long planes = logits.length / ((long) batch.width() * batch.height() * batch.count());
        NDArray all = manager.create(logits, new Shape(batch.count(), planes, batch.height(), batch.width()));
        return classes.of(grid.of(all));
    }

    @Override
    public void close() {
        model.close();
    }
}
