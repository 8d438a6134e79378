package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.geometry.Point;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void everyPixelsMiddleComesHome() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            Placement placement = new Placement(
                    1 + random.nextInt(2000),
                    1 + random.nextInt(2000),
                    new Box(
                            9 * random.nextDouble(),
                            9 * random.nextDouble(),
                            1 + random.nextInt(200),
                            1 + random.nextInt(200)));
            Point middle = new Point(
                    random.nextInt(placement.frameWidth()) + 0.5, random.nextInt(placement.frameHeight()) + 0.5);
            Point home = placement.toFrame(placement.toMask(middle));
            assertEquals(middle.x(), home.x(), 1e-9);
            assertEquals(middle.y(), home.y(), 1e-9);
        }
    }

    @Test
    void thePartFillsTheFrame() {
        Placement placement = new Placement(640, 360, new Box(0, 28, 128, 72));
        assertEquals(new Box(0, 0, 640, 360), placement.toFrame(placement.part()));
        assertEquals(new Point(320, 180), placement.toFrame(new Point(64, 64)));
        assertEquals(5, placement.scaleX());
    }

    @Test
    void partsThatShowNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Placement(0, 1, new Box(0, 0, 1, 1)));
        Mask mask = Mask.of(4, 4, new byte[16], new byte[16], TinyModels.CLASSES);
        for (Box part : new Box[] {new Box(-1, 0, 4, 4), new Box(0, 0, 4, 5), new Box(1.6, 0, 0.5, 4)}) {
            assertThrows(
                    IllegalArgumentException.class, () -> mask.belongsTo(new Placement(4, 4, part)), part.toString());
        }
    }
}
