package dev.maskwright.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What each module may use: the table in ARCHITECTURE.md, which newcomers read. All modules but samples/box,
 * samples/spark, samples/kafka and samples/bench are on the class path here.
 */
@AnalyzeClasses(packages = "dev.maskwright", importOptions = DoNotIncludeTests.class)
class ModuleTableTest {

    private static final String AWT = "AWT";

    /** The packages of what the table speaks of. */
    private static final Map<String, List<String>> PACKAGES = Map.ofEntries(
            Map.entry("models", List.of("dev.maskwright.models..")),
            Map.entry("sdk", List.of("dev.maskwright.sdk..")),
            Map.entry("trainer", List.of("dev.maskwright.trainer..")),
            Map.entry("exporter", List.of("dev.maskwright.exporter..")),
            Map.entry("folder", List.of("dev.maskwright.folder..")),
            Map.entry("inventory", List.of("dev.maskwright.inventory..")),
            Map.entry("edge-server", List.of("dev.maskwright.server..")),
            Map.entry("Javalin", List.of("io.javalin..")),
            Map.entry("Jetty", List.of("org.eclipse.jetty..", "jakarta.servlet..")),
            Map.entry("gRPC", List.of("io.grpc..", "com.google.protobuf..", "com.google.common..")),
            Map.entry("Micrometer", List.of("io.micrometer..")),
            Map.entry("Netty", List.of("io.netty..")),
            Map.entry("camera", List.of("dev.maskwright.camera..")),
            Map.entry("HttpServer", List.of("com.sun.net.httpserver..")),
            Map.entry(AWT, List.of("java.awt..", "javax.imageio..", "javax.swing..")),
            Map.entry("Gson", List.of("com.google.gson..")),
            Map.entry("ONNX Runtime", List.of("ai.onnxruntime..")),
            Map.entry("ONNX messages", List.of("ai.onnx.proto..", "com.google.protobuf..")),
            Map.entry("Caffeine", List.of("com.github.benmanes.caffeine..")),
            Map.entry("TwelveMonkeys", List.of("com.twelvemonkeys..")),
            Map.entry("metadata-extractor", List.of("com.drew..")),
            Map.entry("DJL", List.of("ai.djl..")),
            Map.entry("DuckDB", List.of("org.duckdb..", "java.sql..")),
            Map.entry("Commons CSV", List.of("org.apache.commons.csv..")),
            Map.entry("SnakeYAML", List.of("org.snakeyaml..")),
            Map.entry("JMustache", List.of("com.samskivert..")),
            Map.entry("JDBI", List.of("org.jdbi..")),
            Map.entry("Flyway", List.of("org.flywaydb..")),
            Map.entry("SQLite", List.of("org.sqlite..")),
            Map.entry("PostgreSQL", List.of("org.postgresql..")),
            Map.entry("Paho", List.of("org.eclipse.paho..")),
            Map.entry("cli", List.of("dev.maskwright.cli..")),
            Map.entry("picocli", List.of("picocli..")),
            Map.entry("JLine", List.of("org.jline..")),
            Map.entry("progressbar", List.of("me.tongfei..")),
            Map.entry("XChart", List.of("org.knowm..")),
            Map.entry("Vector API", List.of("jdk.incubator.vector..")),
            Map.entry("Spark", List.of("org.apache.spark..", "org.apache.hadoop..", "scala..")),
            Map.entry("spark", List.of("dev.maskwright.spark..")),
            Map.entry("Kafka", List.of("org.apache.kafka..")),
            Map.entry("JMH", List.of("org.openjdk.jmh..")));

    /** What every module may use: the JDK, and annotations that compilers read. */
    private static final String[] ALWAYS = {
        "java..",
        "javax..",
        "jdk.jfr..",
        "org.w3c.dom..",
        "org.xml.sax..",
        "com.sun.management..",
        "org.jspecify..",
        "com.google.errorprone.annotations.."
    };

    @ArchTest
    static final ArchRule THE_SDK_ALONE_SEES_ITS_INSIDE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.maskwright.sdk..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.maskwright.sdk.internal..");

    /** One engine behind, which knows no protocol, and dialects beside each other. */
    @ArchTest
    static void dialectsOfTheServerKnowNothingOfEachOther(JavaClasses classes) {
        List<String> dialects = List.of("segment", "admin", "kserve", "labelstudio", "stream", "corrections");
        for (String dialect : dialects) {
            noClasses()
                    .that()
                    .resideInAPackage(inServer(dialect))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(dialects.stream()
                            .filter(other -> !other.equals(dialect))
                            .map(ModuleTableTest::inServer)
                            .toArray(String[]::new))
                    .check(classes);
        }
        noClasses()
                .that()
                .resideInAPackage(inServer("engine"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(inServer("web"), inServer("operation"), "io.javalin..", "org.eclipse.jetty..")
                .check(classes);
    }

    private static String inServer(String name) {
        return "dev.maskwright.server.%s..".formatted(name);
    }

    @ArchTest
    static void modulesUseWhatTheTableSays(JavaClasses classes) throws IOException {
        for (Row row : table()) {
            var allowed = resideInAnyPackage(ALWAYS)
                    .and(not(resideInAnyPackage(packages(List.of(AWT)))))
                    .or(resideInAnyPackage(packages(row.uses())))
                    .or(row.itself());
            classes()
                    .that(row.itself())
                    .should()
                    .onlyDependOnClassesThat(allowed)
                    .because("ARCHITECTURE.md lets %s use %s only".formatted(row.module(), row.uses()))
                    .check(classes);
        }
    }

    @ArchTest
    static void whatBelongsInOnePlaceStaysThere(JavaClasses classes) throws IOException {
        int checked = 0;
        for (Row row : table()) {
            for (Confinement confinement : row.confinements()) {
                ArchRule rule = noClasses()
                        .that(row.itself()
                                .and(not(resideInAnyPackage(confinement.places().toArray(String[]::new)))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages(confinement.things()));
                rule.because("ARCHITECTURE.md says that %s stay there".formatted(confinement))
                        .check(classes);
                checked++;
            }
        }
        assertEquals(12, checked, "one for each clause in the last column");
    }

    /** A library that the table lists and no code uses would be a line that nobody can trust. */
    @ArchTest
    static void tableNamesNothingThatIsNotUsed(JavaClasses classes) throws IOException {
        for (Row row : table()) {
            var used = new TreeSet<String>();
            classes.that(row.itself())
                    .forEach(type -> type.getDirectDependenciesFromSelf().forEach(dependency -> row.uses().stream()
                            .filter(name ->
                                    resideInAnyPackage(packages(List.of(name))).test(dependency.getTargetClass()))
                            .forEach(used::add)));
            assertEquals(new TreeSet<>(row.uses()), used, row.module());
        }
    }

    /**
     * A row of the table.
     *
     * @param module the last part of its folder
     * @param uses names of {@link #PACKAGES}
     */
    private record Row(String module, List<String> uses, List<Confinement> confinements) {

        DescribedPredicate<JavaClass> itself() {
            return resideInAnyPackage(packages(List.of(module)));
        }
    }

    /** Things that only some packages of a module may use. */
    private record Confinement(List<String> things, List<String> places) {}

    private static List<Row> table() throws IOException {
        String text = Files.readString(Run.ROOT.resolve("ARCHITECTURE.md"));
        List<Row> rows = Pattern.compile("(?m)^\\| `(?:samples/)?([\\w-]+)/?` \\| .* \\| (.*) \\| (.*)\\|$")
                .matcher(text)
                .results()
                .map(ModuleTableTest::row)
                .toList();
        assertEquals(
                List.of(
                        "models",
                        "sdk",
                        "trainer",
                        "exporter",
                        "folder",
                        "inventory",
                        "camera",
                        "edge-server",
                        "cli",
                        "box",
                        "spark",
                        "kafka",
                        "bench"),
                rows.stream().map(Row::module).toList());
        return rows.subList(0, rows.size() - 4); // the last four modules hold their own rows
    }

    private static Row row(MatchResult line) {
        List<Confinement> confinements = new ArrayList<>();
        for (String clause : line.group(3).strip().split("\\s*;\\s*", -1)) {
            if (!clause.isEmpty()) {
                String[] parts = clause.split(" in ", 2);
                List<String> places = names(parts[1]).stream()
                        .map(name -> "dev.maskwright.%s..".formatted(name.replace("`", "")))
                        .toList();
                confinements.add(new Confinement(known(names(parts[0])), places));
            }
        }
        return new Row(line.group(1), known(names(line.group(2))), confinements);
    }

    private static List<String> names(String words) {
        return List.of(words.strip().split("\\s*,\\s*| and "));
    }

    private static List<String> known(List<String> names) {
        assertTrue(PACKAGES.keySet().containsAll(names), () -> names + " must all be among " + PACKAGES.keySet());
        return names;
    }

    private static String[] packages(List<String> names) {
        return names.stream()
                .flatMap(name -> PACKAGES.getOrDefault(name, List.of()).stream())
                .toArray(String[]::new);
    }
}
