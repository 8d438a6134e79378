package dev.maskwright.trainer.report;

import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.Sample;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A picture with its truth and a network's prediction, at the network's size.
 *
 * @param row where it comes from
 * @param meanIou over the classes that are labelled or predicted in it
 * @param rgb (H, W, 3)
 * @param truth (H, W), class ids or {@link Sample#IGNORE}
 * @param prediction (H, W), class ids
 */
@SuppressWarnings("ArrayRecordComponent") // only drawn; nobody compares examples
record Example(String row, double meanIou, byte[] rgb, byte[] truth, byte[] prediction, int width, int height) {

    private static final int IGNORED = 0x808080;
    private static final int MOST_NAMES = 8;

    HtmlCard card(List<ClassLabel> labels) {
        return new HtmlCard(
                String.format(Locale.ROOT, "mean IoU %.3f", meanIou),
                row,
                legend(labels),
                List.of(
                        HtmlPicture.jpeg("picture", picture()),
                        HtmlPicture.jpeg("truth", overlay(truth, labels)),
                        HtmlPicture.jpeg("prediction", overlay(prediction, labels))));
    }

    /** The classes that cover most pixels in truth and prediction together. */
    private List<HtmlCard.Colour> legend(List<ClassLabel> labels) {
        long[] pixels = new long[256];
        for (int i = 0; i < truth.length; i++) {
            pixels[truth[i] & 0xff]++;
            pixels[prediction[i] & 0xff]++;
        }
        return labels.stream()
                .filter(label -> !label.isBackground() && pixels[label.id()] > 0)
                .sorted(Comparator.comparingLong(label -> -pixels[label.id()]))
                .limit(MOST_NAMES)
                .map(label -> new HtmlCard.Colour(label.name(), label.colour()))
                .toList();
    }

    private BufferedImage picture() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, pixel(i));
        }
        return image;
    }

    /** The picture blended with the colours of the classes; the background unchanged, ignored pixels in grey. */
    private BufferedImage overlay(byte[] classIds, List<ClassLabel> labels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int id = classIds[i] & 0xff;
            boolean isCounted = id != Sample.IGNORE;
            boolean isBackground = isCounted && labels.get(id).isBackground();
            int colour = isCounted ? labels.get(id).rgb() : IGNORED;
            int x = i % width;
            int y = i / width;
            boolean isEdge = (x + 1 < width && classIds[i + 1] != classIds[i])
                    || (y + 1 < height && classIds[i + width] != classIds[i]);
            int painted = isBackground ? pixel(i) : mixed(pixel(i), colour);
            image.setRGB(x, y, isEdge ? 0xffffff : painted);
        }
        return image;
    }

    private int pixel(int i) {
        return (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
    }

    /** Two fifths of the first colour and three of the second. */
    private static int mixed(int first, int second) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            mixed |= ((2 * ((first >> shift) & 0xff) + 3 * ((second >> shift) & 0xff)) / 5) << shift;
        }
        return mixed;
    }
}
