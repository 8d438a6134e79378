package dev.maskwright.cli.source;

import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Training rows of a data set for calibration, spread evenly over the split, so that the validation rows stay unseen.
 */
public final class CalibrationRows {

    private CalibrationRows() {}

    /**
     * Reads the pictures of rows.
     *
     * @param most maximum number
     * @param recipe says how the data set is read
     * @param skipped receives a line for each that cannot be read
     */
    public static List<Frame> read(Path folder, int most, Recipe recipe, List<String> skipped)
            throws BadDatasetException {
        List<Frame> pictures = new ArrayList<>();
        try (DataSource source = DataSources.open(folder, recipe.data(), CacheOptions.none())) {
            Dataset rows = source.train();
            int count = Math.min(most, rows.size());
            for (int i = 0; i < count; i++) {
                try {
                    Sample sample = rows.read(CalibrationPictures.spread(i, count, rows.size()));
                    pictures.add(Frame.rgb(sample.rgb(), sample.width(), sample.height()));
                } catch (BadSampleException e) {
                    skipped.add(Faults.oneLine(e));
                }
            }
        }
        return pictures;
    }
}
