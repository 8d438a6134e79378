package dev.maskwright.trainer.lint;

import java.util.Optional;

/**
 * Something that is wrong, or worth knowing.
 *
 * @param row     where; empty if it is about a class as a whole
 * @param name    the row as people find it, or the class
 * @param detail  what was expected and what was found
 * @param badness orders findings of one kind: greater is worse
 * @param twin    the other row, if it takes two
 */
public record Finding(
        FaultKind kind,
        Severity severity,
        Optional<RowId> row,
        String name,
        String detail,
        double badness,
        Optional<RowId> twin) {}
