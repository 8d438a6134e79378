package dev.maskwright.trainer.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where things are in a data set's folder, and how it is split. Settings left at their default are detected.
 *
 * @param format     how the data set is stored
 * @param target     which masks are learned; {@link Target#MASK} needs a format with one product per row
 * @param outside    what pixels outside the mask are, with {@link Target#MASK}
 * @param train      the training rows, in the format's own terms and below the data set's folder: files (Parquet),
 *                   folders or text files with a name per line (folder), annotation files (COCO), tables (CSV); empty
 *                   to look for them
 * @param validation the rows to validate on, likewise
 * @param validationShare how much of the data is held back for validation if it has no such split, above 0 and below 1
 * @param splitSeed  determines which part that is
 * @param images     the folder of pictures, inside a split's folder or the data set's folder
 * @param masks      the folder of masks, likewise
 * @param classes    the file that names the classes
 * @param palette    the file that says which colour is which class, for masks in colours; empty to look for {@code
 *                   palette.json}
 * @param ignoreId   the value of ignored pixels in masks, 0..65535, besides 255; -1 for that in the file of classes
 * @param ids        the values of masks, with the name or number of the class of each, or {@code ignore}; other values
 *     are errors unless {@code other} is given. For COCO, category ids and names. Empty for the meaning in the file of
 *     classes
 * @param crowds     how COCO objects that are marked as crowds are treated
 * @param maskSuffix what follows a picture's name in the name of its mask; empty to detect it
 * @param columns    of tables
 * @param repeat     how often each training row occurs in an epoch, with new augmentation each time; for small sets, so
 *     that validations and checkpoints do not take more time than training
 */
public record DataSettings(
        DataFormat format,
        Target target,
        Outside outside,
        List<String> train,
        List<String> validation,
        double validationShare,
        long splitSeed,
        String images,
        String masks,
        String classes,
        String palette,
        int ignoreId,
        Map<String, String> ids,
        Crowds crowds,
        String maskSuffix,
        ColumnSettings columns,
        int repeat) {

    /** In {@link #ids}: all numbers that it does not name. */
    public static final String OTHER = "other";

    /** In {@link #ids}: the pixel is ignored. */
    public static final String IGNORE = "ignore";

    public DataSettings {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids)); // in the order in which they are written
        if (ids.containsValue(null) || ids.containsKey("")) {
            throw new IllegalArgumentException("data.ids must give each id a class, got " + ids);
        }
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new IllegalArgumentException(
                    "data.validationShare must be above 0 and below 1, got " + validationShare);
        }
        if (ignoreId < -1 || ignoreId > LabelIds.MOST) {
            throw new IllegalArgumentException("data.ignoreId must be a value of masks, 0..%d, or -1 for none, got %d"
                    .formatted(LabelIds.MOST, ignoreId));
        }
        if (repeat < 1) {
            throw new IllegalArgumentException("data.repeat must be at least 1, got " + repeat);
        }
        if (train.isEmpty() && !validation.isEmpty()) {
            throw new IllegalArgumentException("data.validation without data.train: name the training rows as well");
        }
    }

    /** The format and places are detected; a fifth is held back if there is no validation split. */
    public static DataSettings defaults() {
        return new DataSettings(
                DataFormat.AUTO,
                Target.LABELS,
                Outside.BACKGROUND,
                List.of(),
                List.of(),
                0.2,
                1,
                "images",
                "masks",
                "classes.json",
                "",
                -1,
                Map.of(),
                Crowds.AUTO,
                "",
                ColumnSettings.usual(),
                1);
    }

    /** The same settings with other masks to learn. */
    public DataSettings withTarget(Target other, Outside otherOutside) {
        return with(other, otherOutside, train, validation, images, masks);
    }

    /** The same settings for pictures and masks in other folders. */
    public DataSettings withFolders(String otherImages, String otherMasks) {
        return with(target, outside, train, validation, otherImages, otherMasks);
    }

    /** The same settings for rows that are named. */
    public DataSettings withSplits(List<String> otherTrain, List<String> otherValidation) {
        return with(target, outside, otherTrain, otherValidation, images, masks);
    }

    private DataSettings with(
            Target newTarget,
            Outside newOutside,
            List<String> newTrain,
            List<String> newValidation,
            String newImages,
            String newMasks) {
        return new DataSettings(
                format,
                newTarget,
                newOutside,
                newTrain,
                newValidation,
                validationShare,
                splitSeed,
                newImages,
                newMasks,
                classes,
                palette,
                ignoreId,
                ids,
                crowds,
                maskSuffix,
                columns,
                repeat);
    }
}
