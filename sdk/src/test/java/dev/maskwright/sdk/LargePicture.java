package dev.maskwright.sdk;

import dev.maskwright.sdk.image.StripSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The child process of {@code LargePictureTest}: segments a picture in tiles and prints the number of pixels of each
 * class.
 */
public final class LargePicture {

    private static final int TILE = 250;

    private LargePicture() {}

    public static void main(String[] args) throws IOException {
        Path model = TinyModels.write(
                TinyModels.pixels("N"), TinyModels.pixelsCard(TILE, TILE), Path.of(args[1], "model.onnx"));
        long[] areas = new long[TinyModels.CLASSES.size()];
        try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withThreads(1))) {
            TileSource picture = StripSize.open(Path.of(args[0]), Integer.parseInt(args[2]));
            TiledSegmenter.of(segmenter, Tiling.of(TILE, TILE)).segment(picture, (y, count, classIds, confidences) -> {
                for (int i = 0; i < count * picture.width(); i++) {
                    areas[classIds[i] & 0xff]++;
                }
            });
        }
        System.out.println(Arrays.toString(areas));
    }
}
