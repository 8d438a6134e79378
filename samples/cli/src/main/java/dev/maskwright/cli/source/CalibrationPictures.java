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

/** Pictures of a folder for calibration, spread evenly over the folder. */
public final class CalibrationPictures {

    private CalibrationPictures() {}

    /**
     * Reads the files of a folder.
     *
     * @param most maximum number
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

    /** The index of item {@code i} of {@code count} that are spread evenly over {@code size}. */
    static int spread(int i, int count, int size) {
        return (int) ((long) i * size / count);
    }
}
