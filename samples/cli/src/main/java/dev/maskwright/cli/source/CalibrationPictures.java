package dev.maskwright.cli.source;

import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pictures of a folder that a model is calibrated on, spread evenly over what there is. */
public final class CalibrationPictures {

    private CalibrationPictures() {}

    /**
     * Reads the files of a folder.
     *
     * @param most how many at most
     * @param skipped receives a line for each that cannot be read
     * @return nothing if the folder has no pictures
     */
    public static List<Frame> read(Path folder, int most, List<String> skipped) throws IOException {
        List<PictureFile> files = Pictures.in(folder).list();
        List<Frame> pictures = new ArrayList<>();
        int count = Math.min(most, files.size());
        for (int i = 0; i < count; i++) {
            try {
                pictures.add(ImageFiles.read(
                        files.get(spread(i, count, files.size())).file()));
            } catch (ImageReadException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        return pictures;
    }

    /** Which of {@code size} things comes at place {@code i} of {@code count} that lie evenly among them. */
    static int spread(int i, int count, int size) {
        return (int) ((long) i * size / count);
    }
}
