package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pictures of a thousand pixels: half background, the rest sofa, and plant in some. */
final class HeldOutGateTest {

    private static final List<String> OLD = List.of("background", "sofa");
    private static final List<String> ALL = List.of("background", "sofa", "plant");
    private static final HeldOutGate GATE = new HeldOutGate(OptionalDouble.empty());

    @Test
    void whatDoesBetterIsKept() {
        HeldOutGate.Verdict verdict = GATE.verdict(score(wrong(100)), score(wrong(80)), OLD);
        assertTrue(verdict.isKept(), verdict.toString());
        assertTrue(verdict.all().low() > 0, verdict.toString());
        assertTrue(GATE.verdict(score(wrong(100)), score(wrong(100)), OLD).isKept());
    }

    @Test
    void aSmallFallIsKeptWhereChanceExplainsItAndRefusedWhereEachPictureSaysIt() {
        int[] before = wrong(100);
        int[] after = new int[before.length]; // worse by 4 of 1000 pixels on average, better in many pictures
        Random random = new Random(1);
        for (int i = 0; i < after.length; i++) {
            after[i] = before[i] + (i % 2 == 0 ? 44 + random.nextInt(20) : -36 - random.nextInt(20));
        }
        HeldOutGate.Verdict mixed = GATE.verdict(score(before), score(after), OLD);
        assertTrue(mixed.all().drop() > 0.002 && mixed.all().drop() < 0.01, mixed.toString());
        assertTrue(mixed.isKept(), mixed.toString());
        assertTrue(mixed.reason().contains("which chance explains"), mixed.reason());

        HeldOutGate.Verdict everywhere = GATE.verdict(score(wrong(100)), score(wrong(104)), OLD);
        assertTrue(everywhere.all().drop() < mixed.all().drop() + 0.005, everywhere.toString());
        assertFalse(everywhere.isKept(), everywhere.toString());
        assertTrue(everywhere.reason().contains("more than chance explains"), everywhere.reason());
    }

    @Test
    void aLargeFallIsRefusedWhateverChanceSays() {
        int[] before = wrong(100);
        int[] after = wrong(100);
        after[0] = 500;
        after[1] = 500;
        after[2] = 0;
        HeldOutGate.Verdict verdict = GATE.verdict(score(before), score(after), OLD);
        assertTrue(verdict.all().high() > 0, verdict.toString());
        assertFalse(verdict.isKept(), verdict.toString());
        assertTrue(verdict.reason().contains("0.01 is allowed"), verdict.reason());
    }

    /** A new class lifts the mean of all by so much that the others could be forgotten behind it. */
    @Test
    void aNewClassDoesNotPayForTheOthers() {
        List<HeldOutScore.Picture> before = new ArrayList<>();
        List<HeldOutScore.Picture> forgetful = new ArrayList<>();
        List<HeldOutScore.Picture> good = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            before.add(picture(0, new long[] {450, 400, 0}, new long[] {500, 400, 100}, new long[] {550, 450, 0}));
            forgetful.add(picture(0, new long[] {430, 370, 80}, new long[] {500, 400, 100}, new long[] {480, 430, 90}));
            good.add(picture(0, new long[] {460, 395, 80}, new long[] {500, 400, 100}, new long[] {480, 430, 90}));
        }
        HeldOutScore known = new HeldOutScore(ALL, before, List.of());
        HeldOutGate.Verdict verdict = GATE.verdict(known, new HeldOutScore(ALL, forgetful, List.of()), OLD);
        assertTrue(verdict.all().drop() < -0.1, verdict.toString());
        assertFalse(verdict.isKept(), verdict.toString());
        assertTrue(verdict.reason().contains("of the classes that it knew falls by"), verdict.reason());
        assertTrue(
                GATE.verdict(known, new HeldOutScore(ALL, good, List.of()), OLD).isKept());
    }

    @Test
    void whatIsAllowedIsAllowedAndNoMore() {
        HeldOutScore before = score(wrong(100));
        HeldOutScore after = score(wrong(140));
        assertFalse(GATE.verdict(before, after, OLD).isKept());
        assertTrue(new HeldOutGate(OptionalDouble.of(0.1))
                .verdict(before, after, OLD)
                .isKept());
        assertFalse(new HeldOutGate(OptionalDouble.of(0))
                .verdict(before, score(wrong(101)), OLD)
                .isKept());
        assertThrows(IllegalArgumentException.class, () -> new HeldOutGate(OptionalDouble.of(-0.1)));
    }

    @Test
    void picturesThatWereMerelyAcceptedDoNotCountWhereThereAreOthers() {
        HeldOutScore before = new HeldOutScore(ALL, List.of(sofa(0, 0), sofa(0, 9), sofa(1, 0)), List.of());
        BitSet accepted = BitSet.valueOf(new long[] {0b011});
        assertEquals(accepted, HeldOutGate.leftOut(accepted, 3));
        assertEquals(List.of(before.pictures().get(2)), before.without(accepted).pictures());
        assertEquals(new BitSet(), HeldOutGate.leftOut(accepted, 2));
    }

    @Test
    void withoutAPictureNothingIsKept() {
        HeldOutScore none = new HeldOutScore(ALL, List.of(), List.of());
        assertFalse(GATE.verdict(none, none, OLD).isKept());
        assertFalse(
                new HeldOutGate(OptionalDouble.of(1)).verdict(none, none, OLD).isKept());
    }

    private static int[] wrong(int pixels) {
        int[] wrong = new int[40];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = pixels + i % 3;
        }
        return wrong;
    }

    private static HeldOutScore score(int... wrong) {
        List<HeldOutScore.Picture> pictures = new ArrayList<>();
        for (int pixels : wrong) {
            pictures.add(sofa(0, pixels));
        }
        return new HeldOutScore(ALL, pictures, List.of());
    }

    /** Some pixels of the sofa are taken for background. */
    private static HeldOutScore.Picture sofa(int split, int wrong) {
        return picture(split, new long[] {500, 500 - wrong, 0}, new long[] {500, 500, 0}, new long[] {
            500 + wrong, 500 - wrong, 0
        });
    }

    private static HeldOutScore.Picture picture(int split, long[] both, long[] labelled, long[] predicted) {
        return new HeldOutScore.Picture(split, new ClassCounts(both, labelled, predicted));
    }
}
