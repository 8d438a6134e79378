package dev.maskwright.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Benchmarks measure what users can call. */
@AnalyzeClasses(packages = "dev.maskwright.bench", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule BENCHMARKS_USE_THE_PUBLIC_API = noClasses()
            .that()
            .resideInAPackage("dev.maskwright.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maskwright..internal..");

    /** The last row of the table in ARCHITECTURE.md. */
    @ArchTest
    static final ArchRule BENCHMARKS_USE_WHAT_THE_TABLE_SAYS = classes()
            .that()
            .resideInAPackage("dev.maskwright.bench..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.imageio..",
                    "com.sun.management..",
                    "org.jspecify..",
                    "dev.maskwright.bench..",
                    "dev.maskwright.sdk..",
                    "dev.maskwright.exporter..",
                    "ai.djl..",
                    "ai.onnx.proto..",
                    "com.google.protobuf..",
                    "com.google.gson..",
                    "org.openjdk.jmh..");
}
