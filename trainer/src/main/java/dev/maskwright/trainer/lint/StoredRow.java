package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import java.util.Optional;

/**
 * Everything known about a row: as it is stored, and as training sees it.
 *
 * @param picture      as it is shown, rotated by its EXIF orientation; empty if it cannot be decoded
 * @param pictureFault why not
 * @param sample       what training gets; empty if it rejects or drops the row
 * @param refusal      why it rejects the row
 * @param isLeftOut    whether training drops it
 * @param isDrawn      whether the mask is made from polygons, not stored as pixels
 */
record StoredRow(
        RowId id,
        RawRow raw,
        ClassList classes,
        Optional<Frame> picture,
        String pictureFault,
        Optional<Sample> sample,
        String refusal,
        boolean isLeftOut,
        boolean isDrawn) {

    static StoredRow read(Dataset split, RowId id, boolean isDrawn) {
        RawRow raw = split.raw(id.number());
        boolean isLeftOut = id.number() >= split.size();
        String refusal = "";
        if (!isLeftOut) {
            try {
                Sample sample = split.read(id.number());
                Frame picture = Frame.rgb(sample.rgb(), sample.width(), sample.height());
                return new StoredRow(
                        id, raw, split.classes(), Optional.of(picture), "", Optional.of(sample), "", false, isDrawn);
            } catch (BadSampleException e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        Optional<Frame> picture = Optional.empty();
        String pictureFault = "";
        if (raw.image().isPresent()) {
            try {
                picture = Optional.of(ImageFiles.decode(raw.image().get(), raw.describe()));
            } catch (ImageReadException e) {
                pictureFault = String.valueOf(e.getMessage());
            }
        }
        return new StoredRow(
                id, raw, split.classes(), picture, pictureFault, Optional.empty(), refusal, isLeftOut, isDrawn);
    }

    boolean hasBackground() {
        return classes.name(0).equals(ClassList.BACKGROUND);
    }

    Finding finding(FaultKind kind, Severity severity, String detail, double badness) {
        return new Finding(
                kind, severity, Optional.of(id), raw.describe(), withoutName(detail), badness, Optional.empty());
    }

    /** Messages begin with the row's name, which is removed here because the name is shown beside them. */
    private String withoutName(String message) {
        return message.startsWith(raw.describe())
                ? message.substring(raw.describe().length()).replaceFirst("^[,:]? *", "")
                : message;
    }
}
