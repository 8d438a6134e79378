package dev.maskwright.box;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Checks that the commands of the box need nothing that it lacks: the trainer and its engine are not on its class path.
 */
final class ReachableClassesTest {

    private final JavaClasses ours =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.maskwright");

    @Test
    void everyClassThatTheCommandsReachIsThere() {
        List<String> absent = new ArrayList<>();
        Set<String> reached = reachable(ours.get(Main.class), absent);
        assertTrue(reached.contains("dev.maskwright.cli.segment.SegmentCommand"), reached.toString());
        assertTrue(reached.contains("dev.maskwright.sdk.Segmenter"), reached.toString());
        assertEquals(List.of(), absent, "the box must not reach what needs the trainer");
    }

    /** The row of the box in ARCHITECTURE.md. */
    @Test
    void itsOwnCodeUsesWhatTheTableSays() {
        classes()
                .that()
                .resideInAPackage("dev.maskwright.box..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", "dev.maskwright.box..", "dev.maskwright.cli..", "picocli..")
                .check(ours);
    }

    @Test
    void trainerIsLeftOut() {
        assertTrue(isAbsent("dev.maskwright.trainer.data.Dataset"));
        assertTrue(isAbsent("ai.djl.ndarray.NDArray"));
        assertTrue(isAbsent("org.duckdb.DuckDBDriver"));
    }

    /** The names of all classes of this project that are reachable from one. */
    private Set<String> reachable(JavaClass from, List<String> absent) {
        Set<String> seen = new HashSet<>(Set.of(from.getName()));
        Deque<JavaClass> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            JavaClass type = next.remove();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.isPrimitive() || !seen.add(target.getName())) {
                    continue;
                }
                if (isAbsent(target.getName())) {
                    absent.add(dependency.getDescription());
                } else if (ours.contain(target.getName())) {
                    next.add(target);
                }
            }
        }
        return seen;
    }

    private static boolean isAbsent(String name) {
        return ClassLoader.getSystemResource(name.replace('.', '/') + ".class") == null;
    }
}
