package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WeightLevelsTest {

    @Test
    void eachChannelHasItsOwnScale() {
        WeightLevels rows = WeightLevels.of(new float[] {1, -0.5f, 100, 50}, 2, 2, 127, new float[0], 1);
        assertArrayEquals(new byte[] {127, -64, 127, 64}, rows.levels());
        assertArrayEquals(new float[] {1 / 127f, 100 / 127f}, rows.scales(), 1e-6f);
        WeightLevels columns = WeightLevels.of(new float[] {1, 100, -1, 50}, 2, 1, 127, new float[0], 1);
        assertArrayEquals(new byte[] {127, 127, -127, 64}, columns.levels());
    }

    @Test
    void reducedRangeLeavesABit() {
        WeightLevels levels = WeightLevels.of(new float[] {1, -1}, 1, 2, 63, new float[0], 1);
        assertArrayEquals(new byte[] {63, -63}, levels.levels());
    }

    @Test
    void channelOfZerosHasAScale() {
        WeightLevels levels = WeightLevels.of(new float[2], 1, 2, 127, new float[] {0}, 0.1f);
        assertArrayEquals(new byte[2], levels.levels());
        assertEquals(1, levels.scales()[0]);
    }

    @Test
    void largeBiasOfSmallWeightsFitsIntoAnInt() {
        float[] bias = {1000};
        WeightLevels levels = WeightLevels.of(new float[] {1e-12f, -1e-12f}, 1, 2, 127, bias, 0.01f);
        int level = levels.biases(bias, 0.01f)[0];
        assertTrue(level > 0 && level <= 1 << 30, String.valueOf(level));
        assertEquals(1000, level * (double) levels.biasScales(0.01f)[0], 0.01);
    }
}
