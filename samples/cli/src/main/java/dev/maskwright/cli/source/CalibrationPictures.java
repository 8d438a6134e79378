package dev.maskwright.cli.source;

import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.folder.PictureFile;
import dev.maskwright.folder.Pictures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pictures that a model is calibrated on, spread evenly over what there is. */
public final class CalibrationPictures {

    private CalibrationPictures() {}

    /**
     * Reads pictures: the files of a folder that has some, or else the training rows of a data set, so that the validation
     * rows stay unseen.
     *
     * @param most how many at most
     * @param recipe says how the data set is read
     * @param skipped receives a line for each that cannot be read
     */
    public static List<Frame> read(Path folder, int most, Recipe recipe, List<String> skipped)
            throws IOException, BadDatasetException {
        List<PictureFile> files = Pictures.in(folder).list();
        return files.isEmpty() ? ofDataSet(folder, most, recipe, skipped) : ofFiles(files, most, skipped);
    }

    private static List<Frame> ofFiles(List<PictureFile> files, int most, List<String> skipped) throws IOException {
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

    private static List<Frame> ofDataSet(Path folder, int most, Recipe recipe, List<String> skipped)
            throws BadDatasetException {
        List<Frame> pictures = new ArrayList<>();
        try (DataSource source = DataSources.open(folder, recipe.data(), CacheOptions.none())) {
            Dataset rows = source.train();
            int count = Math.min(most, rows.size());
            for (int i = 0; i < count; i++) {
                try {
                    Sample sample = rows.read(spread(i, count, rows.size()));
                    pictures.add(Frame.rgb(sample.rgb(), sample.width(), sample.height()));
                } catch (BadSampleException e) {
                    skipped.add(Faults.oneLine(e));
                }
            }
        }
        return pictures;
    }

    private static int spread(int i, int count, int size) {
        return (int) ((long) i * size / count);
    }
}
