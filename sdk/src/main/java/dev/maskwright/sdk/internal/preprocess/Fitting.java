package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.internal.pixel.View;
import dev.maskwright.sdk.model.ModelCard.Fit;

/**
 * Where a frame lies in a network's input; the rest of the input is black.
 *
 * @param left of the frame in the input, in pixels, as are {@code top}, {@code width} and {@code height}
 */
public record Fitting(int left, int top, int width, int height, int inputWidth, int inputHeight) {

    /** The place of a frame; if letterboxed, its sides are rounded to whole pixels and it is centred. */
    public static Fitting of(Fit fit, int frameWidth, int frameHeight, int inputWidth, int inputHeight) {
        if (fit == Fit.STRETCH) {
            return new Fitting(0, 0, inputWidth, inputHeight, inputWidth, inputHeight);
        }
        double scale = Math.min((double) inputWidth / frameWidth, (double) inputHeight / frameHeight);
        int width = side(frameWidth * scale, inputWidth);
        int height = side(frameHeight * scale, inputHeight);
        return new Fitting(
                (inputWidth - width) / 2, (inputHeight - height) / 2, width, height, inputWidth, inputHeight);
    }

    private static int side(double exact, int limit) {
        return Math.max(1, Math.min((int) Math.round(exact), limit));
    }

    /**
     * Where the frame lies in a mask of the whole input.
     *
     * @throws IllegalArgumentException if less than one row or column of the mask shows the frame
     */
    public Placement inMask(Frame frame, int maskWidth, int maskHeight) {
        double partWidth = (double) width * maskWidth / inputWidth;
        double partHeight = (double) height * maskHeight / inputHeight;
        if (partWidth < 1 || partHeight < 1) {
            throw new IllegalArgumentException(
                    ("letterboxed into %dx%d, a frame of %dx%d is so thin that nothing of it is left in "
                                    + "its mask of %dx%d pixels; segment regions of the frame instead")
                            .formatted(inputWidth, inputHeight, frame.width(), frame.height(), maskWidth, maskHeight));
        }
        double x = (double) left * maskWidth / inputWidth;
        double y = (double) top * maskHeight / inputHeight;
        Box part = new Box(x, y, partWidth, partHeight);
        return new Placement(frame.width(), frame.height(), part);
    }

    /** The index in the input, row by row, of a pixel of the resized frame. */
    int position(int x, int y) {
        return (top + y) * inputWidth + left + x;
    }

    /** The index in the input of a pixel of the resized picture as it is stored. */
    int position(View view, int column, int row) {
        int storedWidth = view.isSwapped() ? height : width;
        int storedHeight = view.isSwapped() ? width : height;
        int fromLeft = view.flipsX() ? storedWidth - 1 - column : column;
        int fromTop = view.flipsY() ? storedHeight - 1 - row : row;
        return view.isSwapped() ? position(fromTop, fromLeft) : position(fromLeft, fromTop);
    }

    /** Where stored rows {@code from..to} of the resized picture lie, end excluded. */
    Fitting band(View view, int from, int to) {
        int storedHeight = view.isSwapped() ? width : height;
        int fromTop = view.flipsY() ? storedHeight - to : from;
        int rows = to - from;
        return view.isSwapped()
                ? new Fitting(left + fromTop, top, rows, height, inputWidth, inputHeight)
                : new Fitting(left, top + fromTop, width, rows, inputWidth, inputHeight);
    }

    /** How much {@link #position(View, int, int)} grows from one stored column to the next. */
    int step(View view) {
        int step = view.isSwapped() ? inputWidth : 1;
        return view.flipsX() ? -step : step;
    }
}
