package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.TestPicture.Format;
import dev.maskwright.sdk.TestPicture.Storage;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.internal.preprocess.Sketch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SketchTest {

    private static final int SIDE = 12;

    /**
     * The chroma of YUV has half the columns and, in most formats, half the rows, so that one of its cells covers two
     * or four cells of luma.
     */
    private static int mean(Format format, int channel, int column, int row, int columns) {
        boolean isHalved = format.isYuv() && channel > 0;
        int x = isHalved ? column / 2 : column;
        int y = isHalved && !format.needsEvenWidth() ? row / 2 : row;
        return 30 + 3 * (y * columns + x) + 11 * (format == Format.GREY ? 0 : channel);
    }

    /** The sketch of a picture that consists of cells has their colours, rotated like the frame. */
    @ParameterizedTest
    @EnumSource
    void aCellHasTheMeanOfWhatItShows(Format format) {
        int columns = 8;
        int rows = 6;
        TestPicture.Samples samples = (channel, x, y) -> 30 + 3 * (y / SIDE * columns + x / SIDE) + 11 * channel;
        for (Storage storage : Storage.values()) {
            TestPicture picture = TestPicture.of(format, storage, columns * SIDE, rows * SIDE, samples);
            Sketch upright = new Sketch(columns, rows);
            upright.take(picture.frame());
            for (int c = 0; c < 3; c++) {
                for (int cell = 0; cell < columns * rows; cell++) {
                    assertEquals(
                            mean(format, c, cell % columns, cell / columns, columns),
                            upright.means()[c * columns * rows + cell],
                            0.01,
                            format + " " + storage + " channel " + c + " cell " + cell);
                }
            }
            for (Rotation rotation : Rotation.values()) {
                Frame frame = picture.frame().rotated(rotation).mirrored();
                boolean isOnItsSide = frame.width() < frame.height();
                int across = isOnItsSide ? rows : columns;
                Sketch sketch = new Sketch(across, isOnItsSide ? columns : rows);
                sketch.take(frame);
                for (int i = 0; i < columns * rows; i++) {
                    int x = i % across;
                    int y = i / across;
                    int fromRight = across - 1 - x; // mirrored back
                    int cell =
                            switch (rotation) {
                                case NONE -> y * columns + fromRight;
                                case CLOCKWISE_90 -> (rows - 1 - fromRight) * columns + y;
                                case CLOCKWISE_180 -> (rows - 1 - y) * columns + columns - 1 - fromRight;
                                case CLOCKWISE_270 -> fromRight * columns + columns - 1 - y;
                            };
                    for (int c = 0; c < 3; c++) {
                        assertEquals(
                                upright.means()[c * columns * rows + cell],
                                sketch.means()[c * columns * rows + i],
                                0.01,
                                format + " " + storage + " " + rotation + " cell " + i);
                    }
                }
            }
        }
    }
}
