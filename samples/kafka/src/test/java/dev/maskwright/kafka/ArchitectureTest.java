package dev.maskwright.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The row of samples/kafka in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.maskwright.kafka", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule USES_THE_PUBLIC_API = noClasses()
            .that()
            .resideInAPackage("dev.maskwright.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maskwright..internal..");

    @ArchTest
    static final ArchRule USES_WHAT_THE_TABLE_SAYS = classes()
            .that()
            .resideInAPackage("dev.maskwright.kafka..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "dev.maskwright.kafka..",
                    "dev.maskwright.spark..",
                    "dev.maskwright.sdk..",
                    "com.google.gson..",
                    "picocli..",
                    "org.apache.kafka..");
}
