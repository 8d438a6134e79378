package dev.maskwright.inventory.store;

import dev.maskwright.inventory.shelf.CompareOptions;
import java.util.List;

/**
 * Options for recording scans.
 *
 * @param newBaseline whether a scan is accepted as the new state of the shelf, without a comparison
 * @param again whether a picture that is already recorded is recorded again
 * @param picturesKept number of scans of a shelf whose pictures are kept, at least 2; figures are kept for all
 * @param targets where events are sent: {@code mqtt://}, {@code mqtts://}, {@code http://} or {@code https://}
 *     addresses
 * @param topic prefix of MQTT topics
 */
public record RecordOptions(
        CompareOptions compare,
        boolean newBaseline,
        boolean again,
        int picturesKept,
        List<String> targets,
        String topic) {

    /** @throws IllegalArgumentException if fewer than 2 pictures are kept */
    public RecordOptions {
        if (picturesKept < 2) {
            throw new IllegalArgumentException(
                    "pictures of at least 2 scans are kept, to compare them, got %d".formatted(picturesKept));
        }
        targets = List.copyOf(targets);
    }

    public static RecordOptions defaults() {
        return new RecordOptions(CompareOptions.defaults(), false, false, 20, List.of(), "maskwright/inventory");
    }

    public RecordOptions withCompare(CompareOptions newOptions) {
        return new RecordOptions(newOptions, newBaseline, again, picturesKept, targets, topic);
    }

    public RecordOptions withNewBaseline(boolean isNew) {
        return new RecordOptions(compare, isNew, again, picturesKept, targets, topic);
    }

    public RecordOptions withAgain(boolean newAgain) {
        return new RecordOptions(compare, newBaseline, newAgain, picturesKept, targets, topic);
    }

    public RecordOptions withPicturesKept(int newCount) {
        return new RecordOptions(compare, newBaseline, again, newCount, targets, topic);
    }

    public RecordOptions withTargets(List<String> newTargets, String newTopic) {
        return new RecordOptions(compare, newBaseline, again, picturesKept, newTargets, newTopic);
    }
}
