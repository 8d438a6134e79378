package dev.maskwright.sdk.internal.video;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the parts of an input to run so that the network sees all cells that have moved, with their surroundings.
 * Parts are aligned to whole logits, have sizes that the network takes, and do not overlap: those that would are
 * merged. For one thread at a time.
 */
public final class Parts {

    /** How much context a network should see around what has changed, in pixels of its input. */
    private static final int HALO = 32;

    /** How far around what has changed the result is kept, in pixels of the input. */
    private static final int KEPT = 8;

    /** Cells closer together than this go into one part, in pixels of the input. */
    private static final int NEAR = 32;

    private static final Optional<List<Part>> NONE = Optional.of(List.of());

    private final int inputWidth;
    private final int inputHeight;
    private final int multipleX;
    private final int multipleY;
    private final int logitsWidth;
    private final int logitsHeight;
    private final double mostShare;
    private final List<Rectangle> moved = new ArrayList<>();

    /**
     * Parts of one input.
     *
     * @param multiple the sides of an input must be multiples of this
     * @param mostShare the largest share of the input's area that all parts may have together
     */
    public Parts(int inputWidth, int inputHeight, int multiple, int logitsWidth, int logitsHeight, double mostShare) {
        this.inputWidth = inputWidth;
        this.inputHeight = inputHeight;
        multipleX = common(multiple, inputWidth / logitsWidth);
        multipleY = common(multiple, inputHeight / logitsHeight);
        this.logitsWidth = logitsWidth;
        this.logitsHeight = logitsHeight;
        this.mostShare = mostShare;
    }

    /** A rectangle in pixels of the input. */
    private record Rectangle(int left, int top, int right, int bottom) {

        Rectangle with(Rectangle other) {
            return new Rectangle(
                    Math.min(left, other.left),
                    Math.min(top, other.top),
                    Math.max(right, other.right),
                    Math.max(bottom, other.bottom));
        }

        boolean contains(Part part) {
            return part.left() >= left
                    && part.top() >= top
                    && part.left() + part.width() <= right
                    && part.top() + part.height() <= bottom;
        }

        boolean isNear(Rectangle other) {
            return left - NEAR < other.right
                    && other.left - NEAR < right
                    && top - NEAR < other.bottom
                    && other.top - NEAR < bottom;
        }
    }

    /**
     * The parts for what has moved.
     *
     * @param left of the frame in the input, in pixels, as are {@code top}, {@code width} and {@code height}
     * @return no parts if nothing has moved; empty if the whole input should be run instead, because so much has moved
     *     that it is cheaper or because a part does not fit into the frame
     */
    public Optional<List<Part>> of(Changes changes, int columns, int rows, int left, int top, int width, int height) {
        moved.clear();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (changes.hasMoved(column, row)) {
                    addMerging(new Rectangle(
                            left + column * width / columns,
                            top + row * height / rows,
                            left + ceil((column + 1) * width, columns),
                            top + ceil((row + 1) * height, rows)));
                }
            }
        }
        if (moved.isEmpty()) {
            return NONE;
        }
        Rectangle frame = new Rectangle(left, top, left + width, top + height);
        while (true) {
            List<Part> parts = new ArrayList<>(moved.size());
            int area = 0;
            for (Rectangle rectangle : moved) {
                Part part = part(rectangle, frame);
                area += part.area();
                if (!frame.contains(part) || area > mostShare * inputWidth * inputHeight) {
                    return Optional.empty();
                }
                parts.add(part);
            }
            if (!mergeOverlapping(parts)) {
                return Optional.of(parts);
            }
        }
    }

    private void addMerging(Rectangle added) {
        Rectangle merged = added;
        for (int i = 0; i < moved.size(); i++) {
            if (moved.get(i).isNear(merged)) {
                merged = merged.with(moved.remove(i));
                i = -1; // the merged one may be near others
            }
        }
        moved.add(merged);
    }

    private boolean mergeOverlapping(List<Part> parts) {
        for (int i = 0; i < parts.size(); i++) {
            for (int j = i + 1; j < parts.size(); j++) {
                if (parts.get(i).overlaps(parts.get(j))) {
                    moved.set(i, moved.get(i).with(moved.remove(j)));
                    return true;
                }
            }
        }
        return false;
    }

    private Part part(Rectangle moved, Rectangle frame) {
        Rectangle seen = new Rectangle(
                Math.max(frame.left, moved.left - HALO),
                Math.max(frame.top, moved.top - HALO),
                Math.min(frame.right, moved.right + HALO),
                Math.min(frame.bottom, moved.bottom + HALO));
        int width = ceil(seen.right - seen.left, multipleX) * multipleX;
        int height = ceil(seen.bottom - seen.top, multipleY) * multipleY;
        int logitX = inputWidth / logitsWidth;
        int logitY = inputHeight / logitsHeight;
        int left = begin(seen.left, seen.right, width, frame.left, frame.right, logitX);
        int top = begin(seen.top, seen.bottom, height, frame.top, frame.bottom, logitY);
        return new Part(
                left,
                top,
                width,
                height,
                Math.max(left, moved.left - KEPT) / logitX,
                Math.max(top, moved.top - KEPT) / logitY,
                ceil(Math.min(left + width, moved.right + KEPT), logitX),
                ceil(Math.min(top + height, moved.bottom + KEPT), logitY));
    }

    /** Where a part begins that is centred on what has moved, as far as the frame has room. */
    private static int begin(int from, int to, int side, int least, int end, int step) {
        int middle = (from + to - side) / 2;
        int within = Math.max(least, Math.min(middle, end - side));
        return ceil(within, step) * step <= end - side ? ceil(within, step) * step : within / step * step;
    }

    /** The least common multiple. */
    private static int common(int a, int b) {
        int multiple = a;
        while (multiple % b != 0) {
            multiple += a;
        }
        return multiple;
    }

    private static int ceil(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }
}
