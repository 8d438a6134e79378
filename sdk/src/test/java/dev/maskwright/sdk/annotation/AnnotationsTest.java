package dev.maskwright.sdk.annotation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

    private static final List<ClassLabel> CLASSES = ClassLabel.of(List.of("background", "chair", "lamp"));
    private static final RegionOptions ALL = RegionOptions.defaults().withLeastShare(0);

    @Test
    void regionsAreWrittenInTheWordsOfCoco() {
        Mask mask = mask("11..", "11.2");
        assertEquals(
                "{'width':4,'height':2,'regions':[{'category_id':1,'class':'chair','area':4,'bbox':[0,0,2,2],"
                        + "'centroid':[1,1],'score':0.2,'segmentation':[[0,0,2,0,2,2,0,2]]},"
                        + "{'category_id':2,'class':'lamp','area':1,'bbox':[3,1,1,1],"
                        + "'centroid':[3.5,1.5],'score':0.2,'segmentation':[[3,1,4,1,4,2,3,2]]}]}",
                text(Annotations.of(mask, mask.regions(ALL)).json()));
        assertFalse(Annotations.of(mask, mask.regions(ALL))
                .withoutOutlines()
                .json()
                .toString()
                .contains("segmentation"));
    }

    @Test
    void aFileOfCocoHasCategoriesImagesAndAnnotations() {
        Mask mask = mask("222", "2.2", "222", "...", "..2");
        JsonObject coco = Annotations.of(mask, mask.regions(ALL.withGap(1))).coco("room.jpg");
        assertEquals("[{'id':1,'name':'chair'},{'id':2,'name':'lamp'}]", text(coco.get("categories")));
        assertEquals("[{'id':1,'file_name':'room.jpg','width':3,'height':5}]", text(coco.get("images")));
        JsonObject annotation = coco.getAsJsonArray("annotations").get(0).getAsJsonObject();
        assertEquals(1, coco.getAsJsonArray("annotations").size());
        JsonObject runs = annotation.getAsJsonObject("segmentation"); // there is a hole in one of the two parts
        RunLengths read = RunLengths.parse(3, 5, runs.get("counts").getAsString());
        assertEquals("[5,3]", text(runs.get("size")));
        assertEquals(9, read.area());
        assertEquals(9, annotation.get("area").getAsInt());
        assertEquals(0, annotation.get("iscrowd").getAsInt());
    }

    @Test
    void severalPartsAreSeveralPolygons() {
        Mask mask = mask("1.1");
        JsonObject region = Annotations.of(mask, mask.regions(ALL.withGap(1)))
                .json()
                .getAsJsonArray("regions")
                .get(0)
                .getAsJsonObject();
        assertEquals("[[0,0,1,0,1,1,0,1],[2,0,3,0,3,1,2,1]]", text(region.get("segmentation")));
    }

    @Test
    void brushesAreReadByAnUnpackerOfTheFormat() {
        Random random = new Random(4);
        for (int[] size : new int[][] {{1, 1}, {5, 3}, {33, 20}, {300, 400}}) {
            byte[] ids = new byte[size[0] * size[1]];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = (byte) (random.nextInt(size[0]) == 0 || i == 0 ? 1 : 0);
            }
            if (ids.length > 100_000) {
                Arrays.fill(ids, 1000, 60_000, (byte) 1); // longer than any single run
            }
            Mask mask = Mask.of(size[0], size[1], ids, new byte[ids.length], CLASSES);
            List<Region> one = mask.regions(ALL.withGap(1000)); // all of it
            JsonArray results = Annotations.of(mask, one).labelStudio("tag", "image");
            assertEquals(1, results.size());
            JsonObject result = results.get(0).getAsJsonObject();
            assertEquals(size[0], result.get("original_width").getAsInt());
            assertEquals("brushlabels", result.get("type").getAsString());
            assertEquals("['chair']", text(result.getAsJsonObject("value").get("brushlabels")));
            byte[] rgba = new Unpacker(result.getAsJsonObject("value").getAsJsonArray("rle")).unpacked();
            byte[] expected = new byte[4 * ids.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (byte) (ids[i / 4] == 1 ? 255 : 0);
            }
            assertArrayEquals(expected, rgba);
        }
    }

    /** Written by hand: 8 values of 8 bits, counts of 3, 4, 8 and 16 bits, four times 0, four times 255. */
    @Test
    void aBrushOfTwoPixelsIsTheseBits() {
        Mask mask = mask(".1");
        JsonArray rle = Annotations.of(mask, mask.regions(ALL))
                .labelStudio("tag", "image")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("value")
                .getAsJsonArray("rle");
        String bits = "00000000000000000000000000001000"
                + "00111"
                + "0010001101111111"
                + "100" + "011" + "00000000"
                + "100" + "011" + "11111111"
                + "0000000";
        for (int i = 0; i < rle.size(); i++) {
            assertEquals(
                    Integer.parseInt(bits.substring(8 * i, Math.min(bits.length(), 8 * i + 8)), 2),
                    rle.get(i).getAsInt());
        }
        assertEquals(bits.length() / 8, rle.size());
    }

    @Test
    void aMaskOfAnotherSizeThanItsFrameIsRefused() {
        Mask mask = mask("11", "..").resizedTo(4, 4);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Annotations.of(mask, mask.regions()));
        assertEquals(
                "annotations are in pixels of the frame, which has 2x2, but the mask has 4x4; take the regions of"
                        + " atFrameSize()",
                e.getMessage());
    }

    /** Reads bits as the web page of Label Studio does. */
    private static final class Unpacker {

        private final JsonArray bytes;
        private int at;

        Unpacker(JsonArray bytes) {
            this.bytes = bytes;
        }

        byte[] unpacked() {
            byte[] values = new byte[bits(32)];
            int valueBits = bits(5) + 1;
            int[] countBits = {bits(4) + 1, bits(4) + 1, bits(4) + 1, bits(4) + 1};
            int i = 0;
            while (i < values.length) {
                boolean isRepeated = bits(1) == 1;
                int end = i + 1 + bits(countBits[bits(2)]);
                if (isRepeated) {
                    Arrays.fill(values, i, end, (byte) bits(valueBits));
                    i = end;
                } else {
                    while (i < end) {
                        values[i++] = (byte) bits(valueBits);
                    }
                }
            }
            return values;
        }

        private int bits(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, at++) {
                int bit = (bytes.get(at / 8).getAsInt() >> (7 - at % 8)) & 1;
                value = (value << 1) | bit;
            }
            return value;
        }
    }

    private static String text(Object json) {
        return json.toString().replace('"', '\'');
    }

    /** Rows of class ids, dots for background. */
    private static Mask mask(String... rows) {
        String all = String.join("", rows);
        byte[] ids = new byte[all.length()];
        byte[] confidences = new byte[ids.length];
        Arrays.fill(confidences, (byte) 51);
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) Math.max(0, all.charAt(i) - '0');
        }
        return Mask.of(rows[0].length(), rows.length, ids, confidences, CLASSES);
    }

    @Test
    void cocoHasNoCategoryZero() {
        List<ClassLabel> classes = ClassLabel.of(List.of("wall", "floor"));
        Mask mask = Mask.of(2, 1, new byte[] {0, 1}, new byte[] {-1, -1}, classes);
        JsonObject coco =
                Annotations.of(mask, mask.regions(RegionOptions.defaults())).coco("room.jpg");
        assertEquals("[{'id':1,'name':'wall'},{'id':2,'name':'floor'}]", text(coco.get("categories")));
        List<Integer> categories = coco.getAsJsonArray("annotations").asList().stream()
                .map(annotation ->
                        annotation.getAsJsonObject().get("category_id").getAsInt())
                .sorted()
                .toList();
        assertEquals(List.of(1, 2), categories);
    }
}
