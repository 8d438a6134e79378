package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

    @Test
    void polynomialIsPyTorchs() throws IOException {
        assertFollows("poly.9_T10", new Schedule.Poly(1e-3, 10, 0.9));
    }

    @Test
    void cosineIsPyTorchs() throws IOException {
        assertFollows("cosine_T10_eta0", new Schedule.Cosine(1e-3, 10));
    }

    @Test
    void stepsArePyTorchs() throws IOException {
        assertFollows("step3_.1", new Schedule.Steps(1e-3, 3, 0.1));
    }

    @Test
    void oneCycleIsPyTorchs() throws IOException {
        assertFollows("onecycle_10_max1e-2", new Schedule.OneCycle(1e-2, 10));
    }

    @Test
    void warmUpGrowsEvenlyToThePeakAndTheLastStepIsNearZero() {
        Schedule schedule = new Schedule.WarmUp(1, 3, new Schedule.Poly(1, 100, 1));
        assertEquals(0.25, schedule.rate(0), 1e-12);
        assertEquals(0.75, schedule.rate(2), 1e-12);
        assertEquals(1, schedule.rate(3), 1e-12);
        assertEquals(0.01, schedule.rate(102), 1e-12);
    }

    @Test
    void aRecipeCountsInEpochs() {
        Recipe recipe = RecipeReader.parse("", "test", List.of("schedule=step", "stepEpochs=2", "warmUpEpochs=0"));
        Schedule schedule = Schedule.of(recipe, 5);
        assertEquals(recipe.optimizer().learningRate(), schedule.rate(9), 1e-12);
        assertEquals(0.1 * recipe.optimizer().learningRate(), schedule.rate(10), 1e-12);
    }

    private static void assertFollows(String name, Schedule schedule) throws IOException {
        JsonArray recorded = golden(name);
        for (int step = 0; step < recorded.size(); step++) {
            assertEquals(recorded.get(step).getAsDouble(), schedule.rate(step), 1e-12, name + " step " + step);
        }
    }

    private static JsonArray golden(String name) throws IOException {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(ScheduleTest.class.getResourceAsStream("/goldens/optimizers.json")),
                StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader)
                    .getAsJsonObject()
                    .getAsJsonObject("lr_schedules_base_1e3")
                    .getAsJsonArray(name);
        }
    }
}
