package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/**
 * A person at the page of a server: one browser for the tests of all classes, without what earlier ones saved or
 * logged.
 */
final class Visitor implements BeforeEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Where screenshots go, to be looked at. */
    private static final Path SCREENS = Path.of("target", "screens");

    private @Nullable Browser browser;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        browser = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Visitor.class))
                .getOrComputeIfAbsent(Browser.class, key -> Browser.start(), Browser.class);
        page().manage().logs().get(LogType.BROWSER); // those of the test before
        browser().forgetDownloads();
    }

    private Browser browser() {
        return Objects.requireNonNull(browser);
    }

    ChromeDriver page() {
        return browser().driver();
    }

    void visit(RunningServer server, String path) {
        page().get(server.uri(path).toString());
    }

    /** Lets go of the server, which may stop then. */
    void leave() {
        page().get("about:blank");
    }

    WebElement element(String id) {
        return page().findElement(By.id(id));
    }

    void click(String id) {
        element(id).click();
    }

    /** Gives a picture of the samples to the page. */
    void take(String name) throws IOException {
        Path file = RunningServer.HOME.resolve("samples/images").resolve(name).toRealPath();
        element("files").sendKeys(file.toString());
    }

    /** What can be read of an element. */
    String text(String id) {
        return element(id).getText();
    }

    void waitUntil(BooleanSupplier holds, Supplier<String> otherwise) {
        browser().waitUntil(PATIENCE, holds, otherwise);
    }

    void waitFor(String selector) {
        waitUntil(() -> !page().findElements(By.cssSelector(selector)).isEmpty(), () -> "there is no " + selector);
    }

    void waitForText(String id, String part) {
        waitUntil(() -> text(id).contains(part), () -> "%s says '%s', not '%s'".formatted(id, text(id), part));
    }

    @Nullable
    Object script(String text) {
        return page().executeScript(text);
    }

    Number number(String script) {
        return (Number) Objects.requireNonNull(script(script));
    }

    /** A file that the page saved. */
    Path saved(String name) {
        Path file = browser().downloads().resolve(name);
        waitUntil(() -> Files.exists(file), () -> "no download " + name);
        return file;
    }

    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENS);
        Files.write(SCREENS.resolve(name + ".png"), page().getScreenshotAs(OutputType.BYTES));
    }

    /** Neither scripts nor what the page may load. */
    void assertNoFaults() {
        List<String> faults = page().manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .toList();
        assertFalse(faults.stream().anyMatch(line -> line.contains("SEVERE")), faults::toString);
    }

    /** By day and by night, with a screen reader and on a phone. */
    void assertEverybodyCanUseIt(String screens) throws IOException {
        for (String scheme : List.of("light", "dark")) {
            browser().scheme(scheme);
            List<Rule> violations = new AxeBuilder().analyze(page()).getViolations();
            assertTrue(violations.isEmpty(), () -> scheme + ": " + violations);
            screenshot(screens + scheme);
        }
        browser().scheme("light");
        Dimension before = page().manage().window().getSize();
        page().manage().window().setSize(new Dimension(500, 900)); // no narrower in Chromium
        double tooWide = number("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .doubleValue();
        assertEquals(0, tooWide, "nothing has to be moved sideways on a phone");
        screenshot(screens + "phone");
        page().manage().window().setSize(before);
    }
}
