package dev.maskwright.exporter.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileTest {

    private static final Path TRAINED = Path.of("..", "models", "trained");

    private static final Roof ROOF = new Roof(1e11, 4e11, new TreeMap<>(Map.of(1L << 16, 5e10, 1L << 27, 1e10)));

    /** Fused, moved to other layouts and renamed: still each multiply-add is found once. */
    @ParameterizedTest
    @ValueSource(strings = {"interiors-edgefpn-lite0.onnx", "interiors-edgefpn-lite0-int8.onnx"})
    void findsEveryMultiplyAddOfTheFile(String name) throws IOException {
        Path file = TRAINED.resolve(name);
        ModelCard card = OnnxFile.card(OnnxFile.read(file), name);
        Profile profile = Profile.of(file, card, Pictures.of(320, 240, 1), 1, 3);
        long expected = Inspection.of(file, Optional.of(card)).multiplyAdds().orElseThrow();
        assertEquals(
                expected,
                profile.operators().stream()
                        .mapToLong(OperatorTime::multiplyAdds)
                        .sum());
        assertTrue(profile.operatorMicros() > 0);
        assertEquals(
                profile.operatorMicros(),
                profile.microsByKind().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum(),
                1e-6 * profile.operatorMicros());
        assertEquals(name.contains("int8"), profile.operators().stream().anyMatch(OperatorTime::isInteger));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder.<script>", "a & b"})
    void pageShowsNamesAsTheyAre(String name) {
        OperatorTime operator = new OperatorTime(name, "Conv", "1x8x4x4", 20, 1_000_000, 1 << 10, false);
        Profile profile = new Profile(List.of(operator), 25, 3);
        String page = ProfilePage.of(profile, ROOF, "title");
        assertFalse(page.contains(name), page);
        assertTrue(page.contains("50.0 %"), page); // 10 of 20 microseconds
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void roofIsTheSlowerOfArithmeticAndMemory(boolean isInteger) {
        OperatorTime heavy = new OperatorTime("conv", "Conv", "", 1, 400_000_000, 1 << 10, isInteger);
        assertEquals(isInteger ? 1000 : 4000, ROOF.leastMicros(heavy), 1e-6);
        assertFalse(ROOF.isBoundByMemory(heavy));
        OperatorTime large = new OperatorTime("add", "Add", "", 1, 0, 10_000_000, isInteger);
        assertEquals(1000, ROOF.leastMicros(large), 1e-6);
        assertTrue(ROOF.isBoundByMemory(large));
    }
}
