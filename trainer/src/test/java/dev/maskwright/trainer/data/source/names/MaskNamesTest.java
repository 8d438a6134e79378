package dev.maskwright.trainer.data.source.names;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MaskNamesTest {

    private static List<MaskNames> find(String pictures, String masks, String suffix) {
        return MaskNames.find(List.of(pictures.split(" ", -1)), List.of(masks.split(" ", -1)), suffix);
    }

    @ParameterizedTest
    @CsvSource({
        "a b c, a_seg b_seg c_seg, NAME_seg for NAME",
        "img1 img10 img2, img1_seg img10_seg img2_seg, NAME_seg for NAME",
        "a b, a.jpg b.jpg, NAME.jpg for NAME",
        "a1 a2, mask_a1 mask_a2, mask_NAME for NAME",
        "image_1 image_2, mask_1 mask_2, mask_NAME for image_NAME",
        "x/1_leftImg8bit y/2_leftImg8bit, x/1_labelIds y/2_labelIds, NAME_labelIds for NAME_leftImg8bit",
        "1_sat 2_sat, 1_mask 2_mask, NAME_mask for NAME_sat",
        "a b c, a b c_mask, NAME_mask for NAME",
        "a b, a_seg b_seg a_old, NAME_seg for NAME",
        "1 2, 1L 2L, NAMEL for NAME",
    })
    void theRuleThatMostMasksFollowIsFound(String pictures, String masks, String rule) {
        assertEquals(
                List.of(rule),
                find(pictures, masks, "").stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "a b, a b", // equal names need no rule
        "img1, img10", // another picture's
        "room, room_2", // likewise
        "cat, cats",
        "a b c, a b c_old", // among masks of equal names one that follows no usual rule is no mask of it
        "x/a, y/a_seg", // another folder
    })
    void namesThatOnlyBeginAlikeAreNoRule(String pictures, String masks) {
        assertEquals(List.of(), find(pictures, masks, ""));
    }

    @Test
    void severalKindsOfMasksAreAQuestion() {
        String masks = "1_color 1_labelIds 2_color 2_labelIds";
        assertEquals(2, find("1 2", masks, "").size());
        List<MaskNames> asked = find("1 2", masks, "_labelIds");
        assertEquals(Optional.of("1_labelIds"), asked.get(0).mask("1"));
        assertEquals(
                Optional.of("f/1_labelIds"),
                find("f/1_left f/2_left", "f/1_color f/1_labelIds f/2_color f/2_labelIds", "_labelIds")
                        .get(0)
                        .mask("f/1_left"));
    }
}
