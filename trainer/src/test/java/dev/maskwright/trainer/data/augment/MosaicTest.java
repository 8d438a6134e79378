package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.GivenRows;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Four pictures in one crop. */
class MosaicTest {

    private static final int WIDTH = 56;
    private static final int HEIGHT = 48;
    private static final ClassList CLASSES =
            ClassList.of(IntStream.range(1, 40).mapToObj(id -> "class" + id).toList());
    private static final Augmentation PLAIN = Augmentation.none()
            .withCrop(new CropSettings(CropKind.RANDOM, new Range(0.2, 3), new Range(0.6, 2), 0.3, new Range(1, 2.5)))
            .withFlip(new FlipSettings(0.5, 0));
    private static final Augmentation JOINED =
            PLAIN.withScene(SceneSettings.asItIs().withMosaic(new Mosaic(1, 0.3)));

    private static Sample flat(int classId) {
        byte[] target = new byte[100 * 80];
        Arrays.fill(target, (byte) classId);
        return Painted.of(target, 100, 80, Optional.of(new Box(20, 20, 30, 30)));
    }

    private static OtherRows rows(Sample... rows) {
        return OtherRows.of(new GivenRows(CLASSES, Arrays.asList(rows)));
    }

    private static Augmented joined(OtherRows others, int seed) {
        return JOINED.augment(Painted.product(), WIDTH, HEIGHT, others, new SplittableRandom(seed));
    }

    @Test
    void picturesAndTargetsOfFourStandSideBySide() {
        OtherRows others = rows(flat(30), flat(31), flat(32), flat(33), flat(34), flat(35));
        int most = 0;
        int joined = 0;
        for (int seed = 0; seed < 200; seed++) {
            Augmented after = joined(others, seed);
            joined += after.steps().contains("with 3 others") ? 1 : 0;
            TreeSet<Integer> seen = new TreeSet<>();
            Sample sample = after.sample();
            for (int i = 0; i < sample.target().length; i++) {
                int id = sample.target()[i] & 0xFF;
                if (id >= 30 && id != Sample.IGNORE) {
                    seen.add(id);
                }
                if (id != Sample.IGNORE && Painted.isFarFromEdges(sample, i % WIDTH, i / WIDTH, 2)) {
                    for (int c = 0; c < 3; c++) {
                        assertEquals(
                                Painted.color(id, c), sample.rgb()[3 * i + c] & 0xFF, 1, "seed " + seed + " at " + i);
                    }
                }
            }
            assertTrue(seen.size() <= 3, "seed " + seed + " shows " + seen);
            most = Math.max(most, seen.size());
        }
        assertEquals(3, most);
        assertTrue(joined > 120, "only " + joined + " were joined");
    }

    @Test
    void theyMeetAsFarFromTheMiddleAsAsked() {
        Augmentation whole =
                Augmentation.none().withScene(SceneSettings.asItIs().withMosaic(new Mosaic(1, 0.25)));
        int least = WIDTH;
        int most = 0;
        for (int seed = 0; seed < 100; seed++) {
            Sample sample = whole.augment(flat(1), WIDTH, HEIGHT, rows(flat(30)), new SplittableRandom(seed))
                    .sample();
            long own = IntStream.range(0, WIDTH * HEIGHT)
                    .filter(i -> sample.target()[i] == 1)
                    .count();
            int columns = (int) IntStream.range(0, WIDTH)
                    .filter(x -> IntStream.range(0, HEIGHT).anyMatch(y -> sample.target()[y * WIDTH + x] == 1))
                    .count();
            assertEquals(0, own % columns, "its corner is no rectangle");
            least = Math.min(least, columns);
            most = Math.max(most, columns);
        }
        assertEquals(WIDTH / 4, least, 3);
        assertEquals(3 * WIDTH / 4, most, 3);
    }

    @Test
    void theBoxIsThatOfTheRowsOwnProduct() {
        int seen = 0;
        for (int seed = 0; seed < 200; seed++) {
            Augmented after = Augmentation.none()
                    .withScene(SceneSettings.asItIs().withMosaic(new Mosaic(1, 0.3)))
                    .augment(Painted.product(), WIDTH, HEIGHT, rows(flat(30)), new SplittableRandom(seed));
            Sample sample = after.sample();
            for (int i = 0; i < sample.target().length; i++) {
                if (sample.target()[i] == Painted.PRODUCT) {
                    Box box = sample.box().orElseThrow();
                    int x = i % WIDTH;
                    int y = i / WIDTH;
                    assertTrue(
                            x >= box.x() - 1
                                    && x <= box.x() + box.width()
                                    && y >= box.y() - 1
                                    && y <= box.y() + box.height(),
                            "seed %d: %d, %d is not in %s".formatted(seed, x, y, box));
                    seen++;
                }
            }
            sample.box().ifPresent(box -> {
                int x = (int) (box.x() + box.width() / 2);
                int y = (int) (box.y() + box.height() / 2);
                assertTrue(sample.target()[y * WIDTH + x] != 30, "the box reaches into another picture: " + box);
            });
        }
        assertTrue(seen > 5000, "only " + seen);
    }

    @Test
    void withoutOtherRowsThePictureStaysAlone() {
        List<Sample> torn = new ArrayList<>(Arrays.asList(null, null, null));
        for (int seed = 0; seed < 20; seed++) {
            Sample plain = PLAIN.apply(Painted.product(), WIDTH, HEIGHT, new SplittableRandom(seed));
            for (OtherRows none : List.of(OtherRows.none(), OtherRows.of(new GivenRows(CLASSES, torn)))) {
                Augmented after = joined(none, seed);
                assertArrayEquals(plain.rgb(), after.sample().rgb());
                assertArrayEquals(plain.target(), after.sample().target());
                assertEquals(plain.box(), after.sample().box());
            }
        }
    }
}
