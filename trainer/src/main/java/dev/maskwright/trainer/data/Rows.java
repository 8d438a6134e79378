package dev.maskwright.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A split that decodes its rows when they are asked for, and keeps the first ones decoded while the budget lasts. */
final class Rows implements Dataset {

    /** A row that can never be used, and the line that says why. */
    record Dropped(SourceRow row, String line) {}

    private final List<SourceRow> rows;
    private final List<Dropped> dropped;
    private final ClassList classes;
    private final Fingerprint.Source fingerprint;
    private final Runnable onClose;
    private final AtomicReferenceArray<Sample> decoded;
    private final AtomicLong cacheBytesLeft;

    /** @param onClose closes what the rows read from */
    Rows(
            List<? extends SourceRow> rows,
            List<Dropped> dropped,
            ClassList classes,
            Fingerprint.Source fingerprint,
            CacheSettings cache,
            Runnable onClose) {
        this.rows = List.copyOf(rows);
        this.dropped = List.copyOf(dropped);
        this.classes = classes;
        this.fingerprint = fingerprint;
        this.onClose = onClose;
        this.decoded = new AtomicReferenceArray<>(rows.size());
        this.cacheBytesLeft = new AtomicLong(cache.heapBytes());
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
        Dropped left = dropped.get(row - rows.size());
        return left.row().raw().withFault(left.line());
    }

    @Override
    public Sample read(int row) throws BadSampleException {
        Sample kept = decoded.get(row);
        if (kept != null) {
            return kept;
        }
        Sample sample = rows.get(row).decode();
        long bytes = (long) sample.rgb().length + sample.target().length;
        boolean fits = cacheBytesLeft.addAndGet(-bytes) >= 0;
        if (!fits || !decoded.compareAndSet(row, null, sample)) {
            cacheBytesLeft.addAndGet(bytes);
        }
        return sample;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
