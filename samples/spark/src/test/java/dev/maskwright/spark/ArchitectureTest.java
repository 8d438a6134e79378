package dev.maskwright.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The row of samples/spark in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.maskwright.spark", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule USES_THE_PUBLIC_API = noClasses()
            .that()
            .resideInAPackage("dev.maskwright.spark..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maskwright..internal..");

    @ArchTest
    static final ArchRule USES_WHAT_THE_TABLE_SAYS = classes()
            .that()
            .resideInAPackage("dev.maskwright.spark..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "dev.maskwright.spark..",
                    "dev.maskwright.sdk..",
                    "dev.maskwright.folder..",
                    "com.google.gson..",
                    "picocli..",
                    "org.apache.spark..",
                    "org.apache.hadoop..",
                    "scala..");

    /** Consumers of queues need pictures, order and results, and no cluster. */
    @ArchTest
    static final ArchRule THE_CORE_NEEDS_NO_SPARK = noClasses()
            .that()
            .haveSimpleName("Ahead")
            .or()
            .haveSimpleNameStartingWith("SegmentedPicture")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache..", "scala..");
}
