package dev.maskwright.trainer.report;

import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.trainer.data.Sample;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A picture with its truth and what a network made of it, at the network's size.
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

    HtmlCard card(List<ClassLabel> labels) {
        return new HtmlCard(
                String.format(Locale.ROOT, "mean IoU %.3f", meanIou),
                row,
                List.of(
                        HtmlPicture.jpeg("picture", picture()),
                        HtmlPicture.jpeg("truth: " + names(truth, labels), overlay(truth, labels)),
                        HtmlPicture.jpeg("prediction: " + names(prediction, labels), overlay(prediction, labels))));
    }

    private BufferedImage picture() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, pixel(i));
        }
        return image;
    }

    /** The picture in half its strength under the colours of the classes; the background as it is, what does not count in grey. */
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
            mixed |= (2 * (first >> shift & 0xff) + 3 * (second >> shift & 0xff)) / 5 << shift;
        }
        return mixed;
    }

    private static String names(byte[] classIds, List<ClassLabel> labels) {
        Set<Integer> ids = new TreeSet<>();
        for (byte classId : classIds) {
            ids.add(classId & 0xff);
        }
        String names = ids.stream()
                .filter(id -> id != Sample.IGNORE && !labels.get(id).isBackground())
                .map(id -> labels.get(id).name())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "nothing" : names;
    }
}
