package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The crop is composed of a corner of this picture and corners of three others: four rooms in one step, and objects in
 * front of new backgrounds. Each is a piece of a crop as the recipe would draw it, at the same scale, so that objects
 * keep their size. The box is that of this picture's product, as far as it is in its corner.
 *
 * @param probability how likely, 0..1
 * @param spread      largest distance from the centre of the point where the four pictures meet, as a share of width
 *     and height, 0..0.4
 * @see <a href="https://arxiv.org/abs/2004.10934">YOLOv4, section 3.3</a>
 */
public record Mosaic(double probability, double spread) {

    public Mosaic {
        Checks.probability("mosaic.probability", probability);
        Checks.range("mosaic.spread", spread, 0, 0.4);
    }

    public static Mosaic never() {
        return new Mosaic(0, 0.2);
    }

    /**
     * A new sample.
     *
     * @param shown    the crop of this picture
     * @param settings with which the crops of the others are drawn
     * @return empty if there are no three other rows
     */
    Optional<Sample> apply(Sample shown, Augmentation settings, OtherRows rows, RandomGenerator random) {
        int width = shown.width();
        int height = shown.height();
        int middleX = middle(width, random);
        int middleY = middle(height, random);
        int own = random.nextInt(4);
        byte[] rgb = new byte[shown.rgb().length];
        byte[] target = new byte[shown.target().length];
        Optional<Box> box = Optional.empty();
        for (int corner = 0; corner < 4; corner++) {
            int left = corner % 2 == 0 ? 0 : middleX;
            int top = corner < 2 ? 0 : middleY;
            int pieceWidth = corner % 2 == 0 ? middleX : width - middleX;
            int pieceHeight = corner < 2 ? middleY : height - middleY;
            Box part = new Box(
                    random.nextInt(width - pieceWidth + 1),
                    random.nextInt(height - pieceHeight + 1),
                    pieceWidth,
                    pieceHeight);
            Optional<Sample> piece = corner == own
                    ? Optional.of(Crop.cut(shown, part, pieceWidth, pieceHeight))
                    : other(part, width, height, settings, rows, random);
            if (piece.isEmpty()) {
                return piece;
            }
            for (int y = 0; y < pieceHeight; y++) {
                int to = (top + y) * width + left;
                System.arraycopy(piece.get().rgb(), 3 * y * pieceWidth, rgb, 3 * to, 3 * pieceWidth);
                System.arraycopy(piece.get().target(), y * pieceWidth, target, to, pieceWidth);
            }
            if (corner == own) {
                box = piece.get().box().map(b -> new Box(left + b.x(), top + b.y(), b.width(), b.height()));
            }
        }
        return Optional.of(new Sample(rgb, target, width, height, box));
    }

    private int middle(int whole, RandomGenerator random) {
        int middle = (int) Math.round(whole * (0.5 + spread * Motion.signed(random)));
        return Math.max(1, Math.min(whole - 1, middle));
    }

    /** @param part of a crop of {@code width} and {@code height} */
    private static Optional<Sample> other(
            Box part, int width, int height, Augmentation settings, OtherRows rows, RandomGenerator random) {
        Optional<Sample> drawn = rows.draw(random);
        if (drawn.isEmpty()) {
            return drawn;
        }
        Sample sample = drawn.get();
        Box crop =
                Window.draw(settings.crop(), sample.box().isPresent(), random).over(sample);
        boolean mirrored = random.nextDouble() < settings.flip().horizontal();
        Box seen = new Box(
                crop.x() + part.x() * crop.width() / width,
                crop.y() + part.y() * crop.height() / height,
                part.width() * crop.width() / width,
                part.height() * crop.height() / height);
        int pieceWidth = (int) part.width();
        int pieceHeight = (int) part.height();
        if (!Crop.shows(sample, seen, pieceWidth, pieceHeight)) {
            return Optional.empty();
        }
        Sample piece = Crop.cut(sample, seen, pieceWidth, pieceHeight);
        return Optional.of(mirrored ? Crop.flipped(piece) : piece);
    }
}
