package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.RawMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks whether each value in the mask is a class, and whether the mask is of another kind than expected. */
record ValueCheck() implements RowCheck {

    private static final int STRANGERS_NAMED = 4;
    private static final int TOO_MANY = 12;
    private static final int WHITE = 128;

    @Override
    public List<Finding> check(StoredRow row) {
        if (row.raw().mask().isEmpty()) {
            return List.of();
        }
        RawMask mask = row.raw().mask().get();
        if (mask instanceof RawMask.Product product) {
            return tooDark(row, product);
        }
        MaskValues values = MaskValues.of(mask);
        List<Finding> found = new ArrayList<>();
        if (!values.strangers().isEmpty()) {
            long pixels = values.strangers().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            double share = (double) pixels / ((double) mask.width() * mask.height());
            found.add(row.finding(FaultKind.NO_CLASS, Severity.ERROR, line(values.strangers(), share), share));
        }
        if (isBlackAndWhite(row, values)) {
            double share = (double) values.stored()[255] / ((double) mask.width() * mask.height());
            found.add(row.finding(
                    FaultKind.BLACK_AND_WHITE,
                    Severity.ERROR,
                    "the mask holds 0 and 255 and no class; %s of its pixels would be ignored"
                            .formatted(Texts.percent(share)),
                    share));
        }
        return found;
    }

    /**
     * If 0 is an ordinary class, a mask of it and of ignored pixels is fine; so it is if masks are drawn from polygons,
     * some of which are ignored.
     */
    static boolean isBlackAndWhite(StoredRow row, MaskValues values) {
        return row.hasBackground() && !row.isDrawn() && values.isZeroAnd255();
    }

    private static List<Finding> tooDark(StoredRow row, RawMask.Product mask) {
        int brightest = 0;
        for (byte level : mask.levels()) {
            brightest = Math.max(brightest, level & 0xFF);
        }
        return brightest == 0 || brightest >= WHITE
                ? List.of()
                : List.of(row.finding(
                        FaultKind.IDS_IN_PRODUCT_MASK,
                        Severity.ERROR,
                        String.format(
                                Locale.ROOT,
                                "the brightest pixel of the mask is %d, but the product's pixels"
                                        + " are those of %d or more",
                                brightest,
                                WHITE),
                        WHITE - brightest));
    }

    private static String line(Map<String, Long> strangers, double share) {
        List<Map.Entry<String, Long>> commonest = strangers.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .toList();
        String named =
                commonest.stream().limit(STRANGERS_NAMED).map(Map.Entry::getKey).collect(Collectors.joining(", "));
        String more = commonest.size() > STRANGERS_NAMED
                ? String.format(Locale.ROOT, " and %,d more", commonest.size() - STRANGERS_NAMED)
                : "";
        String loss = commonest.size() > TOO_MANY ? "; so many different ones come from lossy saving or scaling" : "";
        return "no class is called %s%s (%s of the pixels)%s".formatted(named, more, Texts.percent(share), loss);
    }
}
