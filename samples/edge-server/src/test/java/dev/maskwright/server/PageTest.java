package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a person does with the page, in a real browser with a camera that shows a moving pattern. */
class PageTest {

    private static Mask expected;

    @RegisterExtension
    final Visitor visitor = new Visitor();

    private RunningServer server;

    @BeforeAll
    static void segment() throws IOException {
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            expected = segmenter.segment(RunningServer.frame()).atFrameSize();
        }
    }

    @BeforeEach
    void startServer() throws RefusedException, IOException {
        server = RunningServer.start(RunningServer.options());
    }

    @AfterEach
    void stopServer() {
        visitor.leave();
        server.close();
    }

    @Test
    void picturesAreShownWithTheirClasses() throws IOException {
        openLivingRoom();
        String sofa = row("sofa");
        assertTrue(sofa.endsWith(percent(share("sofa"))), sofa);
        assertTrue(visitor.text("figures").contains("384 x 288"), visitor.text("figures"));
        visitor.screenshot("picture");

        long painted = paintedPixels();
        find("#legend label", "sofa").click();
        assertNotEquals(painted, paintedPixels(), "a class that is switched off is painted no more");
        find("#legend label", "sofa").click();
        assertEquals(painted, paintedPixels());

        visitor.script(
                "const s = document.getElementById('split'); s.value = 100; s.dispatchEvent(new Event('input'))");
        long bare = paintedPixels();
        assertNotEquals(painted, bare);
        visitor.script(
                "const s = document.getElementById('opacity'); s.value = 0; s.dispatchEvent(new Event('input'))");
        assertEquals(bare, paintedPixels(), "before the slider is what is below the mask");
        visitor.assertNoFaults();
    }

    @Test
    void keysNameWhatIsThereAndDrawZones() throws IOException {
        openLivingRoom();
        WebElement view = visitor.element("view");
        visitor.click("draw");
        view.sendKeys(Keys.ARROW_DOWN); // from the middle
        int id = expected.classAt(expected.width() / 2, (int) (0.52 * expected.height()));
        assertTrue(
                visitor.text("pointed-spoken")
                        .startsWith(expected.classes().get(id).words()),
                visitor.text("pointed-spoken"));
        corner(view, Keys.ARROW_LEFT, 30, Keys.ARROW_UP, 30);
        corner(view, Keys.ARROW_RIGHT, 60, Keys.ARROW_UP, 0);
        corner(view, Keys.ARROW_DOWN, 60, Keys.ARROW_UP, 0);
        corner(view, Keys.ARROW_LEFT, 60, Keys.ARROW_UP, 0);
        view.sendKeys(Keys.ENTER);
        String zone = visitor.text("zones");
        assertTrue(zone.contains("sofa " + percent(share("sofa"))), zone + ", but all of the picture is in it");
        visitor.screenshot("zone");

        visitor.page().navigate().refresh();
        visitor.waitFor("#zones input");
        assertEquals(
                "Zone 1",
                visitor.page().findElement(By.cssSelector("#zones input")).getDomProperty("value"));
        visitor.page().findElement(By.cssSelector("#zones button")).click();
        assertEquals("", visitor.text("zones"));
        visitor.assertNoFaults();
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
        visitor.assertNoFaults();
    }

    @Test
    void whatIsNoPictureIsNamedAndTheOthersAreShown(@TempDir Path folder) throws IOException {
        Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});
        visit();
        visitor.element("files")
                .sendKeys(broken.toAbsolutePath() + "\n"
                        + RunningServer.HOME
                                .resolve("samples/images/armchair.jpg")
                                .toRealPath());
        visitor.waitForText("status", "1 of 2 segmented, 1 failed");
        visitor.page()
                .findElement(By.cssSelector("#strip [title='armchair.jpg']"))
                .click();
        assertTrue(row("armchair").contains("armchair"));
        visitor.page()
                .findElement(By.cssSelector("#strip [title='broken.jpg']"))
                .click();
        assertTrue(visitor.text("status").startsWith("broken.jpg: "), visitor.text("status"));
    }

    /** Browsers know no type for these files; they are pictures by their names. */
    @Test
    void portablePixmapsAreTakenByName(@TempDir Path folder) throws IOException {
        Path pixmap = folder.resolve("frame.ppm");
        byte[] head = "P6 96 72 255\n".getBytes(StandardCharsets.US_ASCII);
        Files.write(pixmap, Arrays.copyOf(head, head.length + 96 * 72 * 3));
        visit();
        visitor.element("files").sendKeys(pixmap.toAbsolutePath().toString());
        visitor.waitForText("status", "1 of 1 segmented");
    }

    @Test
    void theCameraIsShownLive() throws IOException {
        visit();
        visitor.click("camera");
        visitor.waitForText("figures", "frames a second");
        visitor.waitForText("figures", "network");
        assertTrue(visitor.element("view").isDisplayed());
        visitor.screenshot("camera");
        visitor.click("camera");
        assertEquals("Start camera", visitor.text("camera"));
        visitor.assertNoFaults();
    }

    @Test
    void aTokenIsAskedForAndUsedForTheCameraToo() throws RefusedException, IOException {
        server.close();
        server = RunningServer.start(RunningServer.options().withToken("secret"));
        visit();
        visitor.waitFor("#sign-in[open]");
        visitor.element("token").sendKeys("guess" + Keys.ENTER);
        visitor.waitForText("sign-in-fault", "does not take this token");
        visitor.element("token").sendKeys("secret" + Keys.ENTER);
        visitor.waitForText("model-text", "edgefpn");
        visitor.click("camera");
        visitor.waitForText("figures", "frames a second");
    }

    @Test
    void everybodyCanUseIt() throws IOException {
        openLivingRoom();
        visitor.assertEverybodyCanUseIt("");
    }

    private void visit() {
        visitor.visit(server, "/");
        visitor.script("localStorage.clear(); sessionStorage.clear()");
    }

    private void openLivingRoom() throws IOException {
        visit();
        visitor.waitForText("model-text", "edgefpn");
        visitor.take("living-room.jpg");
        visitor.waitForText("status", "1 of 1 segmented");
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
        visitor.waitUntil(
                () -> {
                    row[0] = find("#legend label", name).getText().replace('\n', ' '); // or it is being made anew
                    return row[0].contains(name);
                },
                () -> "the legend has no " + name);
        return row[0];
    }

    private WebElement find(String selector, String text) {
        List<WebElement> found = new ArrayList<>();
        visitor.waitUntil(
                () -> {
                    visitor.page().findElements(By.cssSelector(selector)).stream()
                            .filter(element -> element.getText().contains(text))
                            .forEach(found::add);
                    return !found.isEmpty();
                },
                () -> "no " + selector + " with " + text);
        return found.get(0);
    }

    /** A number that changes when a pixel of the view does. */
    private long paintedPixels() {
        return visitor.number("""
                const view = document.getElementById('view');
                const data = view.getContext('2d').getImageData(0, 0, view.width, view.height).data;
                return data.reduce((sum, value, i) => (sum * 31 + value + i) % 1000003, 7);
                """).longValue();
    }

    private Path saved(String button, String name) {
        visitor.click(button);
        return visitor.saved(name);
    }
}
