package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.View;

/** For each target pixel, takes the frame's pixel under its centre. */
final class NearestPlan implements FramePlan {

    private final View view;
    private final Fitting fitting;
    private final int[] columns;
    private final int[] rows;
    private final byte[] pixel = new byte[3];
    private final int[] colours;

    NearestPlan(View view, Fitting fitting) {
        this.view = view;
        this.fitting = fitting;
        columns = NearestResize.sources(view.frameWidth(), 0, view.frameWidth(), fitting.width());
        rows = NearestResize.sources(view.frameHeight(), 0, view.frameHeight(), fitting.height());
        colours = new int[3 * fitting.width()];
    }

    @Override
    public boolean fits(PixelSource source, View other) {
        return view.isSameButForPlace(other);
    }

    @Override
    public Fitting fitting() {
        return fitting;
    }

    @Override
    public void run(PixelSource source, View place, InputWriter input, int image) {
        int width = columns.length;
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < width; x++) {
                source.readRgb(place.storedX(columns[x], rows[y]), place.storedY(columns[x], rows[y]), 1, pixel);
                colours[x] = pixel[0] & 0xff;
                colours[width + x] = pixel[1] & 0xff;
                colours[2 * width + x] = pixel[2] & 0xff;
            }
            input.write(image, fitting.position(0, y), 1, width, colours);
        }
    }
}
