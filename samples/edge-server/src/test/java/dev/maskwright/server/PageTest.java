package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** What a person does with the page, in a real browser with a camera that shows a moving pattern. */
class PageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Where screenshots go, to be looked at. */
    private static final Path SCREENS = Path.of("target", "screens");

    private static Path downloads = Path.of("");
    private static Browser browser;
    private static Mask expected;

    private RunningServer server;
    private ChromeDriver page;

    @BeforeAll
    static void startBrowser(@TempDir Path folder) throws IOException {
        downloads = folder;
        browser = Browser.start(folder);
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            expected = segmenter.segment(RunningServer.frame()).atFrameSize();
        }
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startServer() throws RefusedException, IOException {
        server = RunningServer.start(RunningServer.options());
        page = browser.driver();
        page.manage().logs().get(LogType.BROWSER); // those of the test before
    }

    @AfterEach
    void stopServer() {
        page.get("about:blank");
        server.close();
    }

    @Test
    void picturesAreShownWithTheirClasses() throws IOException {
        openLivingRoom();
        String sofa = row("sofa");
        assertTrue(sofa.endsWith(percent(share("sofa"))), sofa);
        assertTrue(text("figures").contains("384 x 288"), text("figures"));
        screenshot("picture");

        long painted = paintedPixels();
        find("#legend label", "sofa").click();
        assertNotEquals(painted, paintedPixels(), "a class that is switched off is painted no more");
        find("#legend label", "sofa").click();
        assertEquals(painted, paintedPixels());

        page.executeScript(
                "const s = document.getElementById('split'); s.value = 100; s.dispatchEvent(new Event('input'))");
        long bare = paintedPixels();
        assertNotEquals(painted, bare);
        page.executeScript(
                "const s = document.getElementById('opacity'); s.value = 0; s.dispatchEvent(new Event('input'))");
        assertEquals(bare, paintedPixels(), "before the slider is what is below the mask");
        assertNoFaults();
    }

    @Test
    void keysNameWhatIsThereAndDrawZones() throws IOException {
        openLivingRoom();
        WebElement view = page.findElement(By.id("view"));
        page.findElement(By.id("draw")).click();
        view.sendKeys(Keys.ARROW_DOWN); // from the middle
        int id = expected.classAt(expected.width() / 2, (int) (0.52 * expected.height()));
        assertTrue(text("pointed-spoken").startsWith(expected.classes().get(id).words()), text("pointed-spoken"));
        corner(view, Keys.ARROW_LEFT, 30, Keys.ARROW_UP, 30);
        corner(view, Keys.ARROW_RIGHT, 60, Keys.ARROW_UP, 0);
        corner(view, Keys.ARROW_DOWN, 60, Keys.ARROW_UP, 0);
        corner(view, Keys.ARROW_LEFT, 60, Keys.ARROW_UP, 0);
        view.sendKeys(Keys.ENTER);
        String zone = text("zones");
        assertTrue(zone.contains("sofa " + percent(share("sofa"))), zone + ", but all of the picture is in it");
        screenshot("zone");

        page.navigate().refresh();
        waitFor("#zones input");
        assertEquals("Zone 1", page.findElement(By.cssSelector("#zones input")).getDomProperty("value"));
        page.findElement(By.cssSelector("#zones button")).click();
        assertEquals("", text("zones"));
        assertNoFaults();
    }

    @Test
    void downloadsAreWhatTheServerAnswers() throws IOException {
        openLivingRoom();
        assertArrayEquals(
                MaskImages.indexedPng(expected), Files.readAllBytes(saved("save-mask", "living-room.jpg.mask.png")));
        assertTrue(Files.readString(saved("save-regions", "living-room.jpg.regions.json"))
                .contains("\"sofa\""));
        assertTrue(Files.readString(saved("save-coco", "living-room.jpg.coco.json"))
                .contains("\"counts\""));
        assertTrue(Files.size(saved("save-overlay", "living-room.jpg.overlay.png")) > 10_000);
        assertNoFaults();
    }

    @Test
    void whatIsNoPictureIsNamedAndTheOthersAreShown(@TempDir Path folder) throws IOException {
        Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});
        visit("");
        page.findElement(By.id("files"))
                .sendKeys(broken.toAbsolutePath() + "\n"
                        + RunningServer.HOME
                                .resolve("samples/images/armchair.jpg")
                                .toRealPath());
        waitForText("status", "1 of 2 segmented, 1 failed");
        page.findElement(By.cssSelector("#strip [title='armchair.jpg']")).click();
        assertTrue(row("armchair").contains("armchair"));
        page.findElement(By.cssSelector("#strip [title='broken.jpg']")).click();
        assertTrue(text("status").startsWith("broken.jpg: "), text("status"));
    }

    @Test
    void theCameraIsShownLive() throws IOException {
        visit("");
        page.findElement(By.id("camera")).click();
        waitForText("figures", "frames a second");
        waitForText("figures", "network");
        assertTrue(page.findElement(By.id("view")).isDisplayed());
        screenshot("camera");
        page.findElement(By.id("camera")).click();
        assertEquals("Start camera", text("camera"));
        assertNoFaults();
    }

    @Test
    void aTokenIsAskedForAndUsedForTheCameraToo() throws RefusedException, IOException {
        server.close();
        server = RunningServer.start(RunningServer.options().withToken("secret"));
        visit("");
        waitFor("#sign-in[open]");
        page.findElement(By.id("token")).sendKeys("guess" + Keys.ENTER);
        waitForText("sign-in-fault", "does not take this token");
        page.findElement(By.id("token")).sendKeys("secret" + Keys.ENTER);
        waitForText("model-text", "edgefpn");
        page.findElement(By.id("camera")).click();
        waitForText("figures", "frames a second");
    }

    @Test
    void everybodyCanUseIt() throws IOException {
        openLivingRoom();
        for (String scheme : List.of("light", "dark")) {
            browser.scheme(scheme);
            List<Rule> found = new AxeBuilder().analyze(page).getViolations();
            assertTrue(found.isEmpty(), () -> scheme + ": " + found);
            screenshot(scheme);
        }
        browser.scheme("light");
        Dimension before = page.manage().window().getSize();
        page.manage().window().setSize(new Dimension(500, 900)); // no narrower in Chromium
        long tooWide = number("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, tooWide, "nothing has to be moved sideways on a phone");
        screenshot("phone");
        page.manage().window().setSize(before);
    }

    private void visit(String path) {
        page.get(server.uri("/" + path).toString());
        page.executeScript("localStorage.clear(); sessionStorage.clear()");
    }

    private void openLivingRoom() throws IOException {
        visit("");
        waitForText("model-text", "edgefpn");
        page.findElement(By.id("files"))
                .sendKeys(RunningServer.HOME
                        .resolve("samples/images/living-room.jpg")
                        .toRealPath()
                        .toString());
        waitForText("status", "1 of 1 segmented");
    }

    private static void corner(WebElement view, Keys one, int times, Keys other, int otherTimes) {
        view.sendKeys(one.toString().repeat(times) + other.toString().repeat(otherTimes) + " ");
    }

    private static double share(String name) {
        ClassLabel label = expected.classes().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return expected.shares()[label.id()];
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private String row(String name) {
        String[] row = {""};
        browser.waitUntil(
                PATIENCE,
                () -> {
                    row[0] = find("#legend label", name).getText().replace('\n', ' '); // or it is being made anew
                    return row[0].contains(name);
                },
                () -> "the legend has no " + name);
        return row[0];
    }

    private WebElement find(String selector, String text) {
        List<WebElement> found = new ArrayList<>();
        browser.waitUntil(
                PATIENCE,
                () -> {
                    page.findElements(By.cssSelector(selector)).stream()
                            .filter(element -> element.getText().contains(text))
                            .forEach(found::add);
                    return !found.isEmpty();
                },
                () -> "no " + selector + " with " + text);
        return found.get(0);
    }

    private String text(String id) {
        return page.findElement(By.id(id)).getText();
    }

    private void waitFor(String selector) {
        browser.waitUntil(
                PATIENCE,
                () -> !page.findElements(By.cssSelector(selector)).isEmpty(),
                () -> "there is no " + selector);
    }

    private void waitForText(String id, String part) {
        browser.waitUntil(
                PATIENCE, () -> text(id).contains(part), () -> "%s says '%s', not '%s'".formatted(id, text(id), part));
    }

    /** A number that changes when a pixel of the view does. */
    private long paintedPixels() {
        return number("""
                const view = document.getElementById('view');
                const data = view.getContext('2d').getImageData(0, 0, view.width, view.height).data;
                return data.reduce((sum, value, i) => (sum * 31 + value + i) % 1000003, 7);
                """);
    }

    private long number(String script) {
        return (Long) Objects.requireNonNull(page.executeScript(script));
    }

    private Path saved(String button, String name) {
        page.findElement(By.id(button)).click();
        Path file = downloads.resolve(name);
        browser.waitUntil(PATIENCE, () -> Files.exists(file), () -> "no download " + name);
        return file;
    }

    /** Neither scripts nor what the page may load. */
    private void assertNoFaults() {
        List<String> faults = page.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .toList();
        assertFalse(faults.stream().anyMatch(line -> line.contains("SEVERE")), faults::toString);
    }

    private void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENS);
        Files.write(SCREENS.resolve(name + ".png"), page.getScreenshotAs(OutputType.BYTES));
    }
}
