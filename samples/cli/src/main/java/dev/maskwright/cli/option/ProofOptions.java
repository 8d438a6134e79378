package dev.maskwright.cli.option;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.exporter.check.ProofPicture;
import dev.maskwright.exporter.check.ProofPictures;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.model.ModelCard;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The pictures on which an export is verified: from a data set, a folder, or synthetic if neither is given. */
public final class ProofOptions {

    private static final class Source {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "A data set, whose validation pictures are used for the verification.")
        private @Nullable Path data;

        @Option(
                names = "--images",
                paramLabel = "DIR",
                description = {
                    "A folder of pictures for the verification. Without it and --data, synthetic pictures are used, "
                            + "which verify the file but say nothing",
                    "about your data."
                })
        private @Nullable Path images;
    }

    @ArgGroup(multiplicity = "0..1")
    private Source source = new Source();

    @Option(
            names = "--samples",
            defaultValue = "16",
            paramLabel = "N",
            description = "Number of pictures for the verification (${DEFAULT-VALUE}).")
    private int samples;

    /** The data set that was named; null if none was. */
    @Nullable
    public Path data() {
        return source.data;
    }

    public void check(Console console) {
        console.requirePositive("--samples", samples);
    }

    /**
     * Reads or draws the pictures.
     *
     * @param input the model's input size, for synthetic pictures
     * @param except a folder that is excluded
     * @param skipped receives a line for each picture that cannot be read
     * @throws BadDatasetException if none can
     */
    public ProofPictures read(Recipe recipe, ModelCard.Input input, Path except, List<String> skipped)
            throws IOException, BadDatasetException {
        if (source.data != null) {
            return some(ofDataSet(source.data, recipe, skipped), source.data, skipped);
        }
        if (source.images != null) {
            return some(ofFolder(source.images, except, skipped), source.images, skipped);
        }
        return ProofPictures.drawn(samples, input.width(), input.height());
    }

    /** Validation pictures, spread evenly over the split. */
    private List<ProofPicture> ofDataSet(Path data, Recipe recipe, List<String> skipped) throws BadDatasetException {
        List<ProofPicture> pictures = new ArrayList<>();
        try (DataSource opened = DataSources.open(data, recipe.data(), CacheOptions.none())) {
            Dataset rows = opened.validation();
            int count = Math.min(samples, rows.size());
            for (int i = 0; i < count; i++) {
                try {
                    Sample sample = rows.read(i * rows.size() / count);
                    Frame frame = Frame.rgb(sample.rgb(), sample.width(), sample.height());
                    pictures.add(ProofPicture.labelled(frame, sample.target()));
                } catch (BadSampleException e) {
                    skipped.add(Faults.oneLine(e));
                }
            }
        }
        return pictures;
    }

    private List<ProofPicture> ofFolder(Path folder, Path except, List<String> skipped) throws IOException {
        List<ProofPicture> pictures = new ArrayList<>();
        for (PictureFile picture : Pictures.in(folder).except(except).list()) {
            if (pictures.size() == samples) {
                break;
            }
            try {
                pictures.add(ProofPicture.of(picture.read()));
            } catch (ImageReadException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        return pictures;
    }

    private static ProofPictures some(List<ProofPicture> pictures, Path from, List<String> skipped)
            throws BadDatasetException {
        if (pictures.isEmpty()) {
            throw new BadDatasetException("%s: no picture there to verify the export with%s"
                    .formatted(from, skipped.isEmpty() ? "; choose another folder" : "; " + skipped.get(0)));
        }
        return ProofPictures.of(pictures);
    }
}
