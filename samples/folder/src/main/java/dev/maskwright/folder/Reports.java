package dev.maskwright.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several reports as one. */
final class Reports implements Report {

    private final List<Report> reports = new ArrayList<>();

    /** Adds another report, which this then closes. */
    void and(Report report) {
        reports.add(report);
    }

    @Override
    public void add(PictureResult result) throws IOException {
        for (Report report : reports) {
            report.add(result);
        }
    }

    @Override
    public void finish() throws IOException {
        for (Report report : reports) {
            report.finish();
        }
    }

    @Override
    public void close() throws IOException {
        for (Report report : reports) {
            report.close();
        }
    }
}
