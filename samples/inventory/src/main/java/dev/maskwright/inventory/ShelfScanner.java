package dev.maskwright.inventory;

import dev.maskwright.folder.SmallPicture;
import dev.maskwright.inventory.capture.Advice;
import dev.maskwright.inventory.capture.CaptureFigures;
import dev.maskwright.inventory.capture.Coach;
import dev.maskwright.inventory.shelf.ItemArea;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.shelf.Seen;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.InventoryException;
import dev.maskwright.inventory.store.LastScan;
import dev.maskwright.inventory.store.NewScan;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.inventory.store.ScanRecorder;
import dev.maskwright.inventory.store.SettingStore;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.TiledSegmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Turns pictures into scans: checks the quality of a picture, finds its shelf, segments it, and records it with the
 * changes. A picture that fails does not stop the others. The caller closes the segmenter. For one thread at a time.
 */
public final class ShelfScanner {

    private static final int KEPT_SIDE = 960;
    private static final float KEPT_QUALITY = 0.8f;

    private final Segmenter segmenter;
    private final ScanOptions options;
    private final Records records;
    private final ScanRecorder recorder;
    private final Coach coach;
    private final List<ItemArea> itemAreas;

    /** @throws InventoryException if the database cannot be read */
    public ShelfScanner(Segmenter segmenter, Database database, ScanOptions options) {
        this.segmenter = segmenter;
        this.options = options;
        records = new Records(database);
        recorder = new ScanRecorder(database, options.record());
        coach = new Coach(options.coach());
        itemAreas = options.items() ? new SettingStore(database).itemAreas() : List.of();
    }

    /** Records a picture, or returns why not. */
    public ScanOutcome scan(Shot shot) {
        Optional<String> shelf = shot.shelf().or(options::shelf);
        try {
            if (!options.record().again()
                    && shot.identity().isPresent()
                    && records.isRecorded(shelf, shot.identity().get())) {
                return new ScanOutcome.Known(shot.source());
            }
            return scan(shot, shot.frame().read(), shelf);
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            String reason = reason(e);
            return new ScanOutcome.Failed(
                    shot.source(), reason.contains(shot.source()) ? reason : shot.source() + ": " + reason);
        }
    }

    private static String reason(Throwable fault) {
        boolean isExpected = fault instanceof IOException
                || fault instanceof InventoryException
                || fault instanceof SegmentationException;
        return isExpected && fault.getMessage() != null ? fault.getMessage() : "unexpected " + fault;
    }

    private ScanOutcome scan(Shot shot, Frame frame, Optional<String> shelf) {
        CaptureFigures figures = CaptureFigures.of(frame);
        List<LastScan> shelves = records.lastScans();
        ShelfMatch match = ShelfMatch.of(figures.signature(), shelf.isEmpty() ? shelves : List.of());
        Optional<String> place = shelf.or(match::sure);
        if (place.isEmpty()) {
            return new ScanOutcome.Unplaced(shot.source(), match);
        }
        String name = place.get();
        Optional<LastScan> last =
                shelves.stream().filter(scan -> scan.shelf().equals(name)).findFirst();
        List<Advice> advice =
                coach.advise(last.map(LastScan::signature).map(figures::after).orElse(figures));
        if (options.strict() && !advice.isEmpty()) {
            return new ScanOutcome.Refused(shot.source(), advice);
        }
        Optional<Scan> scan = recorder.record(newScan(shot, frame, name, figures));
        return scan.<ScanOutcome>map(recorded -> new ScanOutcome.Recorded(recorded, advice))
                .orElseGet(() -> new ScanOutcome.Known(shot.source()));
    }

    private NewScan newScan(Shot shot, Frame frame, String shelf, CaptureFigures figures) {
        Mask mask = options.tiling().isPresent()
                ? TiledSegmenter.of(segmenter, options.tiling().get()).segment(frame)
                : segmenter.segment(frame);
        List<Region> regions = mask.regions(options.regions(frame.width(), frame.height()));
        ModelCard card = segmenter.card();
        return new NewScan(
                shelf,
                shot.takenAt(),
                shot.source(),
                shot.identity(),
                frame.width(),
                frame.height(),
                card.name() + " " + card.version(),
                mask.classes().stream().map(ClassLabel::name).toList(),
                regions.stream()
                        .map(region -> Seen.of(region, frame.width(), frame.height()))
                        .toList(),
                levels(shelf, mask, regions),
                figures.signature(),
                MaskImages.jpeg(SmallPicture.of(frame, KEPT_SIDE), KEPT_QUALITY));
    }

    private List<Level> levels(String shelf, Mask mask, List<Region> regions) {
        double[] shares = mask.shares();
        List<Level> levels = new ArrayList<>();
        for (ClassLabel label : mask.classes()) {
            if (!label.isBackground()) {
                double share = shares[label.id()];
                int count = (int) regions.stream()
                        .filter(region -> region.classId() == label.id())
                        .count();
                Optional<ItemArea> area = ItemArea.find(itemAreas, shelf, label.name());
                OptionalDouble items = area.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(area.get().items(share));
                levels.add(new Level(label.name(), share, count, items));
            }
        }
        return levels;
    }
}
