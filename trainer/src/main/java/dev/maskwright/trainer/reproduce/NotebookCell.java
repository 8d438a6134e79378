package dev.maskwright.trainer.reproduce;

import dev.maskwright.models.graph.MultiplyAdds;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architectures;
import java.util.Comparator;
import java.util.List;

/**
 * A cell with a figure in the notebook's table.
 *
 * @param architecture the system, by its id
 * @param system the same in words
 * @param wasTrained whether the notebook's figure comes from training; all others were measured on untrained networks
 * @param notebookIou what the notebook reports: smp's micro IoU with the background ignored
 */
public record NotebookCell(
        String architecture, String system, Hypothesis hypothesis, boolean wasTrained, double notebookIou) {

    private static final Shape PICTURE = Shape.of(1, 3, 224, 224);

    /** All of them, by system and column. */
    public static List<NotebookCell> all() {
        String unet = "U-Net, ResNet-18 encoder";
        String segformer = "SegFormer, MiT-B0 encoder";
        String plainUnet = "hand-written U-Net";
        String transformer = "hand-written transformer";
        return List.of(
                new NotebookCell("unet-resnet18", unet, Hypothesis.BASELINE, true, 0.0591),
                new NotebookCell("unet-resnet18", unet, Hypothesis.CROPPED, false, 0.0080),
                new NotebookCell("unet-resnet18", unet, Hypothesis.CROPPED_FLIP_ROTATE, false, 0.0131),
                new NotebookCell("segformer-mit_b0", segformer, Hypothesis.BASELINE, true, 0.1348),
                new NotebookCell("segformer-mit_b0", segformer, Hypothesis.CROPPED, false, 0.0210),
                new NotebookCell("segformer-mit_b0", segformer, Hypothesis.CROPPED_FLIP_ROTATE, false, 0.0152),
                new NotebookCell("unet_plain", plainUnet, Hypothesis.BASELINE, false, 0.0002),
                new NotebookCell("unet_plain", plainUnet, Hypothesis.CROPPED_FLIP_ROTATE, false, 0.0091),
                new NotebookCell("vit_plain", transformer, Hypothesis.BASELINE, false, 0.0128),
                new NotebookCell("vit_plain", transformer, Hypothesis.CROPPED_FLIP_ROTATE, false, 0.0121));
    }

    /** The cheapest first, so that the time it leaves can be used by those that need more. */
    public static Comparator<NotebookCell> byCost() {
        return Comparator.comparingLong(
                cell -> MultiplyAdds.of(Architectures.build(cell.architecture, PICTURE.size(1), 2), PICTURE));
    }

    /** Such as {@code unet_plain-baseline}: the name of its recipe, and of the folder that it is trained in. */
    public String name() {
        return architecture + "-" + hypothesis.id();
    }
}
