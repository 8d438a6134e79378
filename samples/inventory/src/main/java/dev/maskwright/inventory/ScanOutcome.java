package dev.maskwright.inventory;

import dev.maskwright.inventory.capture.Advice;
import dev.maskwright.inventory.store.Scan;
import java.util.List;

/** What became of a picture. */
public sealed interface ScanOutcome {

    /** What messages call the picture. */
    String source();

    /**
     * It was recorded as a scan.
     *
     * @param advice what should be improved next time
     */
    record Recorded(Scan scan, List<Advice> advice) implements ScanOutcome {

        public Recorded {
            advice = List.copyOf(advice);
        }

        @Override
        public String source() {
            return scan.source();
        }
    }

    /** The same picture is recorded already. */
    record Known(String source) implements ScanOutcome {}

    /** Its shelf was not given, and it looks like none, or like several. */
    record Unplaced(String source, ShelfMatch match) implements ScanOutcome {}

    /** Its quality is too low for a comparison. */
    record Refused(String source, List<Advice> advice) implements ScanOutcome {

        public Refused {
            advice = List.copyOf(advice);
        }
    }

    /**
     * It could not be read, segmented or recorded.
     *
     * @param reason one line that names the picture
     */
    record Failed(String source, String reason) implements ScanOutcome {}
}
