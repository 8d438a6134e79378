package dev.maskwright.bench;

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
            .resideInAnyPackage("dev.maskwright..internal..", "ai.onnxruntime..");
}
