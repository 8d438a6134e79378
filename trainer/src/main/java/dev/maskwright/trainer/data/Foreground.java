package dev.maskwright.trainer.data;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Checks whether a split shows anything to learn. A network that is given nothing but background learns just that,
 * reaches a high score, and finds nothing.
 */
public final class Foreground {

    private static final int LOOKED_AT = 100;
    private static final int PRODUCT = 128;
    private static final int VALUES_NAMED = 8;

    private Foreground() {}

    /**
     * Why no pixel has a class other than the background, as far as the masks show it.
     *
     * @param name what messages call the split
     * @return empty if a row has such a pixel; otherwise one line that says what the masks contain, why, and what to do
     */
    public static Optional<String> missing(Dataset rows, String name) {
        int background = rows.classes().name(0).equals(ClassList.BACKGROUND) ? 0 : -1;
        int read = 0;
        for (int row = 0; row < rows.size(); row++) {
            Optional<byte[]> target = target(rows, row);
            if (target.isPresent() && showsSomething(target.get(), background)) {
                return Optional.empty();
            }
            read += target.isPresent() ? 1 : 0;
        }
        return read == 0
                ? Optional.empty() // another fault
                : Optional.of("%s: none of the %d rows has a pixel of %s that counts: %s"
                        .formatted(
                                name, read, background == 0 ? "any class but background" : "any class", cause(rows)));
    }

    private static Optional<byte[]> target(Dataset rows, int row) {
        try {
            return Optional.of(rows.read(row).target());
        } catch (BadSampleException e) {
            return Optional.empty(); // reported when the row is read again
        }
    }

    private static boolean showsSomething(byte[] target, int background) {
        for (byte id : target) {
            if ((id & 0xFF) != Sample.IGNORE && (id & 0xFF) != background) {
                return true;
            }
        }
        return false;
    }

    private static String cause(Dataset rows) {
        SortedSet<Integer> stored = new TreeSet<>();
        int brightest = -1;
        int objects = 0;
        boolean inColours = false;
        for (int row = 0; row < Math.min(LOOKED_AT, rows.size()); row++) {
            RawRow raw = rows.raw(row);
            objects += raw.objects().size();
            RawMask mask = raw.mask().orElse(null);
            if (mask instanceof RawMask.Product product) {
                for (byte level : product.levels()) {
                    brightest = Math.max(brightest, level & 0xFF);
                }
            } else if (mask instanceof RawMask.Ids ids) {
                for (char id : ids.ids()) {
                    stored.add((int) id);
                }
            } else if (mask != null) {
                inColours = true;
            }
        }
        if (objects > 0) {
            return stored.contains(Sample.IGNORE)
                    ? "its objects are crowds, or data.ids ignores their categories;"
                            + " data.crowds=learn makes crowds count"
                    : "its objects cover no pixel of their pictures; check their coordinates";
        }
        if (brightest >= 0) {
            return ("the brightest pixel of the masks is %d, but the product's pixels are those of %d or"
                            + " more; write 255 where the product is, or learn class ids with data.target=labels")
                    .formatted(brightest, PRODUCT);
        }
        return inColours
                ? "the masks hold only the colours of background and of ignored pixels; check the palette"
                : ids(stored, rows.classes());
    }

    private static String ids(SortedSet<Integer> stored, ClassList classes) {
        if (stored.size() == 2 && stored.first() == 0 && stored.last() == Sample.IGNORE) {
            String name = classes.size() > 1 ? classes.name(1) : "NAME";
            return ("the masks hold 0 and 255, and 255 means that a pixel is ignored; if it is %s, set"
                            + " data.ids={0: background, 255: %s}")
                    .formatted(name, name);
        }
        if (stored.isEmpty() || (stored.size() == 1 && stored.first() == 0)) {
            return "the masks hold only 0: nothing is labelled, or their numbers were lost when they were saved";
        }
        String values = String.join(
                ", ", stored.stream().limit(VALUES_NAMED).map(String::valueOf).toList());
        return "the masks hold %s%s, which are ignored or background by the file of classes, data.ignoreId and data.ids"
                .formatted(values, stored.size() > VALUES_NAMED ? ", ..." : "");
    }
}
