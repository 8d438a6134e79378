package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.DecodedCache;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A split that decodes its rows when they are read, and keeps them decoded: on disk, or the first ones as far as the
 * budget allows.
 */
final class Rows implements Dataset {

    /**
     * How a split is opened.
     *
     * @param dir      the data set's folder
     * @param name     {@code training} or {@code validation}
     * @param decoding what decoding depends on besides the contents of the files
     * @param notes    receives a line about where decoded pictures are kept, if on disk
     */
    record Opening(Path dir, String name, String decoding, CacheOptions cache, List<String> notes) {}

    /** Must change whenever the same files would be decoded differently. */
    private static final String DECODER = "2";

    private final List<SourceRow> rows;
    private final List<SplitDraft.Dropped> dropped;
    private final ClassList classes;
    private final Fingerprint.Source fingerprint;
    private final AtomicReferenceArray<Sample> decoded;
    private final AtomicLong cacheBytesLeft;
    private final @Nullable DecodedCache cache;

    private Rows(SplitDraft split, ClassList classes, Opening opening, @Nullable DecodedCache cache) {
        this.rows = List.copyOf(split.rows());
        this.dropped = List.copyOf(split.dropped());
        this.classes = classes;
        this.fingerprint = split.fingerprint();
        this.decoded = new AtomicReferenceArray<>(rows.size());
        this.cacheBytesLeft = new AtomicLong(cache == null ? opening.cache().heapBytes() : 0);
        this.cache = cache;
    }

    /** Opens a split in which at least one row can be decoded. The caller closes the source of the rows. */
    static Rows open(SplitDraft split, ClassList classes, Opening opening) throws BadDatasetException {
        DecodedCache cache = opening.cache().folder().isPresent()
                ? onDisk(split, classes, opening, opening.cache().folder().get())
                : null;
        Rows opened = new Rows(split, classes, opening, cache);
        try {
            opened.checkUsable(opening);
        } catch (BadDatasetException e) {
            if (cache != null) {
                cache.close();
            }
            throw e;
        }
        return opened;
    }

    private void checkUsable(Opening opening) throws BadDatasetException {
        String first = "";
        for (int row = 0; row < rows.size(); row++) {
            try {
                if (cache == null) {
                    rows.get(row).decode(); // not kept: the reader chooses which rows the budget is used for
                } else {
                    read(row);
                }
                return;
            } catch (BadSampleException e) {
                first = first.isEmpty() ? "; the first: " + e.getMessage() : first;
            }
        }
        throw new BadDatasetException("%s, %s: none of the %d rows can be used%s"
                .formatted(opening.dir(), opening.name(), rows.size(), first));
    }

    /** @return null if the heap holds them, or the disk does not */
    private static @Nullable DecodedCache onDisk(SplitDraft split, ClassList classes, Opening opening, Path folder)
            throws BadDatasetException {
        List<SourceRow> rows = split.rows();
        long bytes = decodedBytes(rows);
        if (bytes <= opening.cache().heapBytes()) {
            return null;
        }
        String dir = opening.dir().toAbsolutePath().normalize().toString();
        String place = Fingerprint.start().add(dir).hex().substring(0, 12);
        Path file = folder.resolve("%s-%s-%s.decoded"
                .formatted(opening.dir().toAbsolutePath().normalize().getFileName(), opening.name(), place));
        Fingerprint key = Fingerprint.start()
                .add(DECODER)
                .add(split.fingerprint().compute())
                .add(opening.decoding())
                .add(classes.names().toString());
        rows.forEach(row -> key.add(row.describe()));
        try {
            DecodedCache cache = DecodedCache.open(file, key.hex(), rows.size());
            long free = Files.getFileStore(folder).getUsableSpace();
            if (!cache.isWhole() && free < bytes + bytes / 10) {
                cache.close();
                opening.notes()
                        .add("%s pictures are decoded in every epoch: decoded they take about %s, and %s has %s free"
                                .formatted(opening.name(), size(bytes), folder, size(free)));
                return null;
            }
            opening.notes()
                    .add("%s pictures %s: %s, about %s"
                            .formatted(
                                    opening.name(),
                                    cache.isWhole() ? "are already decoded" : "are decoded once, into a file",
                                    file,
                                    size(bytes)));
            return cache;
        } catch (IOException e) {
            throw new BadDatasetException(
                    "%s: decoded pictures cannot be kept there (%s); choose another folder or none for them"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** The size of the first usable row times the number of rows. */
    private static long decodedBytes(List<SourceRow> rows) {
        long bytes = 0;
        for (int row = 0; row < rows.size() && bytes == 0; row++) {
            try {
                bytes = bytes(rows.get(row).decode()) * rows.size();
            } catch (BadSampleException e) {
                bytes = 0; // the row is reported when it is read
            }
        }
        return bytes;
    }

    private static long bytes(Sample sample) {
        return (long) sample.rgb().length + sample.target().length;
    }

    private static String size(long bytes) {
        return bytes < 10_000_000_000L
                ? "%d MB".formatted(Math.max(1, bytes / 1_000_000))
                : "%d GB".formatted(bytes / 1_000_000_000);
    }

    @Override
    public ClassList classes() {
        return classes;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public String describe(int row) {
        return rows.get(row).describe();
    }

    @Override
    public List<String> skipped() {
        List<String> lines = new ArrayList<>();
        dropped.forEach(row -> lines.add(row.line()));
        return lines;
    }

    @Override
    public String fingerprint() {
        return fingerprint.compute();
    }

    @Override
    public int rawSize() {
        return rows.size() + dropped.size();
    }

    @Override
    public RawRow raw(int row) {
        if (row < rows.size()) {
            return rows.get(row).raw();
        }
        SplitDraft.Dropped left = dropped.get(row - rows.size());
        return left.row().raw().withFault(left.line());
    }

    @Override
    public Sample read(int row) throws BadSampleException {
        return cache == null ? readThroughHeap(row) : readThroughDisk(row, cache);
    }

    private Sample readThroughDisk(int row, DecodedCache disk) throws BadSampleException {
        Optional<Sample> known = disk.get(row);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Sample sample = rows.get(row).decode();
            disk.put(row, sample);
            return sample;
        } catch (BadSampleException e) {
            disk.putFault(row, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Sample readThroughHeap(int row) throws BadSampleException {
        Sample kept = decoded.get(row);
        if (kept != null) {
            return kept;
        }
        Sample sample = rows.get(row).decode();
        long bytes = bytes(sample);
        boolean fits = cacheBytesLeft.addAndGet(-bytes) >= 0;
        if (!fits || !decoded.compareAndSet(row, null, sample)) {
            cacheBytesLeft.addAndGet(bytes);
        }
        return sample;
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
        }
    }
}
