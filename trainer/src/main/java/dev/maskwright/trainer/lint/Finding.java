package dev.maskwright.trainer.lint;

import java.util.Optional;

/**
 * Something that is wrong, or worth knowing.
 *
 * @param row     where; empty if it is about a class as a whole
 * @param name    the name of the row, or the class
 * @param detail  what was expected and what was found
 * @param badness orders findings of one kind: larger is worse
 * @param twin    the other row, if two are involved
 */
public record Finding(
        FaultKind kind,
        Severity severity,
        Optional<RowId> row,
        String name,
        String detail,
        double badness,
        Optional<RowId> twin) {}
