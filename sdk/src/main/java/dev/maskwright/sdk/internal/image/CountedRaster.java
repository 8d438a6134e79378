package dev.maskwright.sdk.internal.image;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/**
 * A raster of bytes that allows a limited number of accesses. A few bytes of a lossless WebP can request any number of
 * passes over the picture; the decoder makes them without reading input, so nothing else could stop it.
 */
final class CountedRaster extends WritableRaster {

    /** How often a pixel may be accessed on average; every pass of the format, once each, takes at most 14. */
    private static final int TOUCHES = 64;

    private static final long LEAST = 1 << 16;

    /** The accesses left to a raster and all rasters that share its pixels. */
    private static final class Budget {
        private long touches;
    }

    private final byte[] bytes;
    private final PixelInterleavedSampleModel model;
    private final Budget budget;
    private final int[] offsets;

    private CountedRaster(PixelInterleavedSampleModel model, DataBufferByte buffer, Budget budget) {
        super(model, buffer, new Point(0, 0));
        this.model = model;
        this.budget = budget;
        bytes = buffer.getData();
        offsets = model.getBandOffsets();
    }

    /** The same image over a counted raster; its samples must be interleaved bytes. */
    static BufferedImage counted(BufferedImage image) {
        PixelInterleavedSampleModel model =
                (PixelInterleavedSampleModel) image.getRaster().getSampleModel();
        DataBufferByte buffer = (DataBufferByte) image.getRaster().getDataBuffer();
        Budget budget = new Budget();
        budget.touches = LEAST + (long) TOUCHES * image.getWidth() * image.getHeight();
        return new BufferedImage(
                image.getColorModel(),
                new CountedRaster(model, buffer, budget),
                image.getColorModel().isAlphaPremultiplied(),
                null);
    }

    private int touched(int x, int y) {
        if (--budget.touches < 0) {
            throw new IllegalStateException("decoding it takes more than %d steps per pixel".formatted(TOUCHES));
        }
        if (x < 0 || y < 0 || x >= width || y >= height) {
            throw new ArrayIndexOutOfBoundsException("(%d, %d) in %dx%d".formatted(x, y, width, height));
        }
        return y * model.getScanlineStride() + x * model.getPixelStride();
    }

    @Override
    public Object getDataElements(int x, int y, @Nullable Object to) {
        byte[] pixel = to == null ? new byte[offsets.length] : (byte[]) to;
        int at = touched(x, y);
        for (int band = 0; band < offsets.length; band++) {
            pixel[band] = bytes[at + offsets[band]];
        }
        return pixel;
    }

    @Override
    public void setDataElements(int x, int y, Object from) {
        byte[] pixel = (byte[]) from;
        int at = touched(x, y);
        for (int band = 0; band < offsets.length; band++) {
            bytes[at + offsets[band]] = pixel[band];
        }
    }

    @Override
    public int getSample(int x, int y, int band) {
        return bytes[touched(x, y) + offsets[band]] & 0xff;
    }

    @Override
    public WritableRaster createWritableChild(int x, int y, int w, int h, int toX, int toY, int @Nullable [] bands) {
        if (x != 0 || y != 0 || toX != 0 || toY != 0 || bands != null) {
            return super.createWritableChild(x, y, w, h, toX, toY, bands);
        }
        PixelInterleavedSampleModel part = new PixelInterleavedSampleModel(
                model.getDataType(), w, h, model.getPixelStride(), model.getScanlineStride(), offsets);
        return new CountedRaster(part, (DataBufferByte) getDataBuffer(), budget);
    }
}
