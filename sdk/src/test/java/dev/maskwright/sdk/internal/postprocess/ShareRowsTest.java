package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.model.ModelCard.Fit;
import org.junit.jupiter.api.Test;

class ShareRowsTest {

    @Test
    void sharesOfTheTilesOwnSizeAreTakenAsTheyAre() {
        ShareRows rows = new ShareRows(4, 2, 4, 2, Fitting.of(Fit.STRETCH, 4, 2, 8, 4));
        float[] row = new float[2];
        rows.read(new float[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 1, 2, row);
        assertArrayEquals(new float[] {6, 7}, row);
    }

    @Test
    void smallerSharesAreSpreadLinearlyBetweenTheirCentres() {
        ShareRows rows = new ShareRows(2, 1, 8, 3, Fitting.of(Fit.STRETCH, 8, 3, 2, 1));
        float[] row = new float[8];
        rows.read(new float[] {0, 8}, 0, 0, 2, 8, row);
        assertArrayEquals(new float[] {0, 0, 1, 3, 5, 7, 8, 8}, row, 1e-6f);
    }

    @Test
    void sharesOfLetterboxedTilesAreThoseOfWhereTheTileLies() {
        // A tile of 8x4 lies in the middle rows of an input of 16x16, whose shares are 8x8: in their rows 2 to 5.
        Fitting place = Fitting.of(Fit.LETTERBOX, 8, 4, 16, 16);
        ShareRows rows = new ShareRows(8, 8, 8, 4, place);
        float[] plane = new float[64];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = i;
        }
        float[] row = new float[8];
        for (int y = 0; y < 4; y++) {
            rows.read(plane, 0, 0, y, 8, row);
            for (int x = 0; x < 8; x++) {
                assertEquals((y + 2) * 8 + x, row[x], 1e-4);
            }
        }
    }
}
