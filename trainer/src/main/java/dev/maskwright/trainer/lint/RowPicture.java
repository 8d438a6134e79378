package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.Palette;
import dev.maskwright.trainer.data.RawMask;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalInt;

/** A row for display: the picture with outlines of its mask and its box, and the mask in colours. */
final class RowPicture {

    /** The colour of a value of the mask that is not a class. */
    static final Color STRANGER = new Color(0xff00ff);

    /** The colour of an ignored pixel. */
    static final Color IGNORED = new Color(0x808080);

    private static final Color BOX = new Color(0xffe000);
    private static final Color EMPTY = new Color(0xd0d0d0);

    private RowPicture() {}

    /** A colour for each class; black for the background. */
    static Color colour(int classId, boolean isBackground) {
        return isBackground ? Color.BLACK : new Color(Palette.rgb(classId));
    }

    /**
     * The picture as it is shown, with the outlines of the mask if that has its size, and the box, even outside the
     * picture.
     *
     * @param width the largest width of the result
     */
    static BufferedImage picture(StoredRow row, int width) {
        Frame picture = row.picture().orElseThrow();
        Rectangle2D.Double canvas = new Rectangle2D.Double(0, 0, picture.width(), picture.height());
        List<Double> bbox = row.raw().bbox();
        boolean isBox = bbox.size() == 4 && bbox.stream().allMatch(Double::isFinite);
        Rectangle2D.Double box = isBox
                ? new Rectangle2D.Double(bbox.get(0), bbox.get(1), bbox.get(2), bbox.get(3))
                : new Rectangle2D.Double();
        if (isBox && !box.isEmpty()) {
            Rectangle2D.Double most =
                    new Rectangle2D.Double(-canvas.width / 2, -canvas.height / 2, 2 * canvas.width, 2 * canvas.height);
            Rectangle2D.union(
                    canvas, most.createIntersection(box).isEmpty() ? canvas : most.createIntersection(box), canvas);
        }
        double scale = Math.min(1, width / canvas.width);
        BufferedImage image = canvas((int) Math.ceil(canvas.width * scale), (int) Math.ceil(canvas.height * scale));
        Graphics2D drawing = drawing(image);
        drawing.scale(scale, scale);
        drawing.translate(-canvas.x, -canvas.y);
        drawing.drawImage(image(picture), 0, 0, null);
        row.raw()
                .mask()
                .filter(mask -> mask.width() == picture.width() && mask.height() == picture.height())
                .ifPresent(mask -> drawing.drawImage(outlines(row, mask), 0, 0, null));
        if (isBox && !box.isEmpty()) {
            drawing.setColor(BOX);
            drawing.setStroke(new BasicStroke((float) (2 / scale)));
            drawing.draw(box);
        }
        drawing.dispose();
        return image;
    }

    /** The mask in colours, without smoothing. */
    static BufferedImage mask(StoredRow row, int width) {
        RawMask mask = row.raw().mask().orElseThrow();
        BufferedImage painted = new BufferedImage(mask.width(), mask.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < mask.width() * mask.height(); i++) {
            painted.setRGB(
                    i % mask.width(), i / mask.width(), colour(row, mask, i).getRGB());
        }
        double scale = Math.min(1, (double) width / mask.width());
        BufferedImage image = canvas((int) Math.max(1, Math.round(mask.width() * scale)), (int)
                Math.max(1, Math.round(mask.height() * scale)));
        Graphics2D drawing = image.createGraphics();
        drawing.drawImage(painted, 0, 0, image.getWidth(), image.getHeight(), null);
        drawing.dispose();
        return image;
    }

    private static BufferedImage canvas(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(EMPTY);
        drawing.fillRect(0, 0, width, height);
        drawing.dispose();
        return image;
    }

    private static Graphics2D drawing(BufferedImage image) {
        Graphics2D drawing = image.createGraphics();
        drawing.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        drawing.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        drawing.setComposite(AlphaComposite.SrcOver);
        return drawing;
    }

    private static BufferedImage image(Frame frame) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = frame.rgb();
        for (int i = 0; i < frame.width() * frame.height(); i++) {
            int pixel = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            image.setRGB(i % frame.width(), i / frame.width(), pixel);
        }
        return image;
    }

    /** The borders of regions, in the colour of the one that is not the background. */
    private static BufferedImage outlines(StoredRow row, RawMask mask) {
        LabelGrid grid = LabelGrid.of(mask);
        int width = grid.width();
        int thick = Math.max(1, Math.min(width, grid.height()) / 200);
        BufferedImage image = new BufferedImage(width, grid.height(), BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                int value = grid.values()[i];
                boolean isEdge = (x >= thick && grid.values()[i - thick] != value)
                        || (x + thick < width && grid.values()[i + thick] != value)
                        || (y >= thick && grid.values()[i - thick * width] != value)
                        || (y + thick < grid.height() && grid.values()[i + thick * width] != value);
                Color colour = colour(row, mask, i);
                if (isEdge && !colour.equals(Color.BLACK)) {
                    image.setRGB(x, y, colour.getRGB());
                }
            }
        }
        return image;
    }

    private static Color colour(StoredRow row, RawMask mask, int i) {
        if (mask instanceof RawMask.Product product) {
            int level = product.levels()[i] & 0xFF;
            return level >= 128 ? Color.WHITE : new Color(level, level, level);
        }
        OptionalInt classId;
        if (mask instanceof RawMask.Ids ids) {
            classId = ids.meaning().classId(ids.ids()[i]);
        } else {
            RawMask.Colours colours = (RawMask.Colours) mask;
            byte[] rgb = colours.rgb();
            classId = colours.palette()
                    .classId((rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF));
        }
        if (classId.isEmpty()) {
            return STRANGER;
        }
        int id = classId.getAsInt();
        return id >= row.classes().size() ? IGNORED : colour(id, id == 0 && row.hasBackground());
    }
}
