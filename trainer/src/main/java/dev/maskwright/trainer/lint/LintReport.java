package dev.maskwright.trainer.lint;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was found in a data set.
 *
 * @param trainRows          number of stored rows, including those that are not used
 * @param trainRowsUsed      number of rows that can be trained on
 * @param validationRows     likewise
 * @param validationRowsUsed likewise
 * @param findings       in the order of splits and rows
 * @param shares         of the classes
 * @param notes          what was done with the data as it was opened
 */
public record LintReport(
        int trainRows,
        int trainRowsUsed,
        int validationRows,
        int validationRowsUsed,
        List<Finding> findings,
        ClassShares shares,
        List<String> notes) {

    public LintReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * Findings of one kind, the worst first.
     *
     * @param severity of the worst
     */
    public record Group(FaultKind kind, Severity severity, List<Finding> findings) {}

    /** Errors, then warnings, then notes; among them in the order of {@link FaultKind}. */
    public List<Group> groups() {
        Map<FaultKind, List<Finding>> byKind = new TreeMap<>();
        for (Finding finding : findings) {
            byKind.computeIfAbsent(finding.kind(), kind -> new java.util.ArrayList<>())
                    .add(finding);
        }
        Comparator<Finding> worstFirst = Comparator.comparing(Finding::severity)
                .thenComparing(Comparator.comparingDouble(Finding::badness).reversed());
        return byKind.entrySet().stream()
                .map(entry -> {
                    List<Finding> sorted =
                            entry.getValue().stream().sorted(worstFirst).toList();
                    return new Group(entry.getKey(), sorted.get(0).severity(), sorted);
                })
                .sorted(Comparator.comparing(Group::severity))
                .toList();
    }

    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
