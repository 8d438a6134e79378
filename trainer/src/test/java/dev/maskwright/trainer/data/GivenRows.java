package dev.maskwright.trainer.data;

import java.util.ArrayList;
import java.util.List;

/** Rows that a test has made; a row that is null is bad. */
public final class GivenRows implements Dataset {

    private final ClassList classes;
    private final List<Sample> rows;

    public GivenRows(ClassList classes, List<Sample> rows) {
        this.classes = classes;
        this.rows = new ArrayList<>(rows);
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
    public Sample read(int row) throws BadSampleException {
        Sample sample = rows.get(row);
        if (sample == null) {
            throw new BadSampleException(describe(row) + ": torn");
        }
        return sample;
    }

    @Override
    public String describe(int row) {
        return "row " + row;
    }

    @Override
    public List<String> skipped() {
        return List.of();
    }

    @Override
    public String fingerprint() {
        return "given";
    }

    @Override
    public void close() {}
}
