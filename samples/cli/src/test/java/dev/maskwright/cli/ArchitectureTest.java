package dev.maskwright.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.onnxruntime.OrtEnvironment;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Traps that no compiler sees, and what newcomers are told to read. Which module may use what, ModuleTableTest holds.
 */
@AnalyzeClasses(packages = "dev.maskwright", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** Their gradients read memory that a garbage collection may have freed; FactorsTest shows it. */
    @ArchTest
    static final ArchRule GRADIENTS_FLOW_THROUGH_NO_NUMBERS = noClasses()
            .that()
            .resideInAnyPackage("dev.maskwright.trainer.net..", "dev.maskwright.trainer.loss..")
            .should()
            .callMethodWhere(target(owner(assignableTo(NDArray.class)))
                    .and(target(nameMatching("mul|div|pow|maximum|minimum|mod")))
                    .and(target(rawParameterTypes(Number.class))))
            .because("PyTorch keeps a pointer to the number, which DJL lets go; multiply by Factors.times");

    /**
     * Elsewhere ONNX Runtime would end the process under a long command line; OnnxEnvironmentTest shows it does not
     * there.
     */
    @ArchTest
    static final ArchRule ONNX_RUNTIME_STARTS_IN_ONE_PLACE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.maskwright.sdk.internal.session.OnnxEnvironment")
            .should()
            .callMethod(OrtEnvironment.class, "getEnvironment")
            .because("ONNX Runtime needs a large stack to read a long command line; use OnnxEnvironment.get");

    /** Its module does not export them, so that -Prelease fails where a compiler on the class path finds them. */
    @ArchTest
    static final ArchRule GSON_KEEPS_ITS_INSIDES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.gson.internal..")
            .because("Javadoc does not find what Gson's module keeps to itself");

    /** What readers are made of is public for the packages of the formats, and for nobody else. */
    @ArchTest
    static final ArchRule DATA_SETS_HAVE_ONE_DOOR = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maskwright.trainer.data.source..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maskwright.trainer.data.source.*..")
            .because("data sets are opened by DataSources.open");

    /** Formats stand on what they share, and the door of data sets stands on them. */
    @ArchTest
    static final ArchRule PACKAGES_OF_DATA_STAND_ON_EACH_OTHER_IN_ONE_DIRECTION =
            slices().matching("dev.maskwright.trainer.data.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FORMATS_KNOW_NOTHING_OF_EACH_OTHER = slices().matching(
                    "dev.maskwright.trainer.data.source.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    alwaysTrue(),
                    resideInAnyPackage(
                            "dev.maskwright.trainer.data.source.reader..",
                            "dev.maskwright.trainer.data.source.names..",
                            "dev.maskwright.trainer.data.source.store.."));

    @Test
    void classesToReadFirstExist() throws IOException {
        String text = Files.readString(Run.ROOT.resolve("ARCHITECTURE.md"));
        String section = text.replaceFirst("(?s).*\\n## Read first\\n", "").replaceFirst("(?s)\\n## .*", "");
        List<String> names = Pattern.compile("(?m)^(?:[-*]|\\d+\\.) `(dev\\.maskwright\\.[\\w.]+)`")
                .matcher(section)
                .results()
                .map((MatchResult item) -> item.group(1))
                .toList();
        assertEquals(5, names.size(), section);
        for (String name : names) {
            assertDoesNotThrow(() -> Class.forName(name, false, getClass().getClassLoader()), name);
        }
    }
}
