package dev.maskwright.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.maskwright.sdk", importOptions = DoNotIncludeTests.class)
class PackagesTest {

    /** The rest of the SDK runs on Android, which has neither. */
    @ArchTest
    static final ArchRule AWT_STAYS_IN_THE_IMAGE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..sdk.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "javax.imageio..", "com.twelvemonkeys..", "com.drew..", "..sdk.image..");

    @ArchTest
    static final ArchRule ONNX_RUNTIME_STAYS_IN_THE_SESSION_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..internal.session..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..");
}
