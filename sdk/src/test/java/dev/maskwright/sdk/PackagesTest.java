package dev.maskwright.sdk;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.maskwright.sdk", importOptions = DoNotIncludeTests.class)
class PackagesTest {

    /** The rest of the SDK runs where AWT does not exist. */
    @ArchTest
    static final ArchRule AWT_STAYS_IN_THE_IMAGE_PACKAGES = noClasses()
            .that()
            .resideOutsideOfPackages("..sdk.image..", "..sdk.internal.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.awt..",
                    "javax.imageio..",
                    "com.twelvemonkeys..",
                    "com.drew..",
                    "..sdk.image..",
                    "..sdk.internal.image..");

    /**
     * The packages of the JDK that Android has, apart from those of no use here. Classes that use the Vector API are
     * loaded only where it exists.
     */
    @ArchTest
    static final ArchRule NOTHING_IS_USED_THAT_ANDROID_LACKS = noClasses()
            .that()
            .resideOutsideOfPackages("..sdk.image..", "..sdk.internal.image..")
            .and()
            .haveNameNotMatching(".*\\.(VectorApiLoops|VectorRowPairs|VectorRowSums)")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java..", "javax..", "jdk..", "sun..", "com.sun..")
                    .and(not(resideInAnyPackage(
                            "java.io",
                            "java.lang",
                            "java.lang.annotation",
                            "java.lang.invoke",
                            "java.lang.reflect",
                            "java.lang.runtime",
                            "java.math",
                            "java.net",
                            "java.nio..",
                            "java.security",
                            "java.text",
                            "java.time..",
                            "java.util",
                            "java.util.concurrent..",
                            "java.util.function",
                            "java.util.jar",
                            "java.util.regex",
                            "java.util.stream",
                            "java.util.zip"))));

    @ArchTest
    static final ArchRule ONNX_RUNTIME_STAYS_IN_TWO_PACKAGES = noClasses()
            .that()
            .resideOutsideOfPackages("..internal.session..", "..sdk.graph..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..");
}
