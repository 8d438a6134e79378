package dev.maskwright.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.maskwright.trainer.recipe.Recipe;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;

/**
 * Records that hold keys of a recipe end in {@code Settings}; whatever else a caller passes to say how something is to
 * be done ends in {@code Options}.
 */
@AnalyzeClasses(
        packages = {
            "dev.maskwright.models",
            "dev.maskwright.sdk",
            "dev.maskwright.trainer",
            "dev.maskwright.exporter",
            "dev.maskwright.folder",
            "dev.maskwright.camera"
        },
        importOptions = DoNotIncludeTests.class)
class SuffixTest {

    @ArchTest
    static final ArchRule SETTINGS_ARE_KEYS_OF_A_RECIPE = classes()
            .that()
            .haveSimpleNameEndingWith("Settings")
            .should(ArchCondition.from(describe("hold keys of a recipe", SuffixTest::isInRecipe)));

    @ArchTest
    static final ArchRule OPTIONS_ARE_NO_KEYS_OF_A_RECIPE = classes()
            .that()
            .haveSimpleNameEndingWith("Options")
            .should(ArchCondition.from(describe("hold no keys of a recipe", type -> !isInRecipe(type))));

    private static final Set<String> IN_RECIPE = typesOf(Recipe.class, new HashSet<>());

    private static boolean isInRecipe(JavaClass type) {
        return IN_RECIPE.contains(type.getName());
    }

    private static Set<String> typesOf(Class<?> group, Set<String> found) {
        for (RecordComponent component : group.getRecordComponents()) {
            Class<?> type = component.getType();
            if (type.isRecord() && found.add(type.getName())) {
                typesOf(type, found);
            }
        }
        return found;
    }
}
