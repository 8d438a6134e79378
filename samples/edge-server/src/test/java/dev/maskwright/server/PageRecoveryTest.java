package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.support.ui.Select;

/** What the page does when something goes wrong, or changes under it. */
final class PageRecoveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FLOAT = "interiors-edgefpn-lite0";

    private static Path downloads = Path.of("");
    private static Browser browser;

    private RunningServer server;

    @BeforeAll
    static void startBrowser(@TempDir Path folder) {
        downloads = folder;
        browser = Browser.start(folder);
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
    }

    private void visit() {
        browser.driver().get(server.uri("/").toString());
        waitForText("model-text", "edgefpn");
    }

    @AfterEach
    void stopServer() {
        browser.driver().get("about:blank");
        server.close();
    }

    @Test
    void afterTheCameraItsPictureIsSavedAndNotTheOneBefore() throws Exception {
        visit();
        take("living-room.jpg");
        waitForText("status", "1 of 1 segmented");
        click("camera");
        waitForText("figures", "frames a second");
        click("camera");
        waitForText("camera", "Start camera");
        click("save-mask");
        Path saved = downloads.resolve("camera.mask.png");
        browser.waitUntil(PATIENCE, () -> Files.exists(saved), () -> "no download of the camera's picture");
        long width = number("return document.getElementById('view').width");
        assertEquals(
                width,
                ImageFiles.decodeLabels(Files.readAllBytes(saved), "the mask").width());
        assertTrue(width != 384, "the camera's picture has another size");
        click("save-overlay");
        browser.waitUntil(
                PATIENCE, () -> Files.exists(downloads.resolve("camera.overlay.png")), () -> "another file's name");
    }

    /** Who clicks twice must not be filmed without knowing it. */
    @Test
    void cameraThatIsStoppedWhileItStartsIsReleased() throws Exception {
        visit();
        script("""
                const media = navigator.mediaDevices;
                const real = media.getUserMedia.bind(media);
                media.getUserMedia = async (wanted) => {
                  const stream = await real(wanted);
                  await new Promise((resolve) => { window.goOn = resolve; });
                  window.track = stream.getVideoTracks()[0];
                  return stream;
                };""");
        click("camera");
        browser.waitUntil(PATIENCE, () -> script("return window.goOn") != null, () -> "the camera was never asked for");
        click("camera");
        waitForText("camera", "Start camera");
        script("window.goOn()");
        browser.waitUntil(
                PATIENCE,
                () -> "ended".equals(script("return window.track && window.track.readyState")),
                () -> "the camera films on");
    }

    /** A server that refuses frames is not asked as fast as it can refuse, and its reason stays. */
    @Test
    void refusedFramesAreSentSlowly() throws Exception {
        server.close();
        server = RunningServer.start(RunningServer.options()
                .withLimits(RunningServer.options().limits().withPixels(10_000)));
        visit();
        script("""
                window.sent = 0;
                const real = WebSocket.prototype.send;
                WebSocket.prototype.send = function (data) { window.sent++; real.call(this, data); };""");
        click("camera");
        waitForText("status", "10000 pixels");
        long before = number("return window.sent");
        Thread.sleep(2_000);
        long sent = number("return window.sent") - before;
        assertTrue(sent >= 1 && sent <= 4, sent + " frames within 2 s");
        server.close();
        waitForText("camera", "Start camera");
        assertTrue(text("status").contains("10000 pixels"), text("status"));
    }

    @Test
    void whatFailedIsTriedAgainWithAnotherModel() throws Exception {
        visit();
        script("""
                const real = window.fetch;
                window.fetch = () => { window.fetch = real; return Promise.reject(new TypeError("gone")); };""");
        take("living-room.jpg");
        waitForText("status", "cannot be reached");
        new Select(browser.driver().findElement(By.id("model"))).selectByValue(FLOAT);
        waitForText("status", "1 of 1 segmented");
        waitForText("legend", "sofa");
        assertFalse(
                browser.driver().findElements(By.cssSelector("#strip canvas")).isEmpty(), "its thumbnail is back");
    }

    /** Names and colours are of the model that made the mask. */
    @Test
    void modelThatSomebodyElseSwappedIsNoticed() throws Exception {
        visit();
        take("living-room.jpg");
        waitForText("status", "1 of 1 segmented");
        String version = server.server()
                .models()
                .load(RunningServer.NAME, RunningServer.MODEL.resolveSibling(FLOAT + ".onnx"))
                .version();
        take("armchair.jpg");
        waitForText("model-text", version);
        waitForText("status", "2 of 2 segmented");
        assertEquals(FLOAT, script("return document.getElementById('model').value"));
    }

    @Test
    void filesThatAreNoPicturesLeaveTheCameraAlone(@TempDir Path folder) throws Exception {
        visit();
        click("camera");
        waitForText("figures", "frames a second");
        Path text = Files.writeString(folder.resolve("notes.txt"), "no picture");
        browser.driver()
                .findElement(By.id("files"))
                .sendKeys(text.toAbsolutePath().toString());
        waitForText("status", "no picture among");
        assertEquals("Stop camera", text("camera"));
    }

    private static @Nullable Object script(String text) {
        return ((JavascriptExecutor) browser.driver()).executeScript(text);
    }

    private static long number(String text) {
        return (Long) Objects.requireNonNull(script(text));
    }

    private static void click(String id) {
        browser.driver().findElement(By.id(id)).click();
    }

    private static void take(String name) throws IOException {
        Path file = RunningServer.HOME.resolve("samples/images").resolve(name).toRealPath();
        browser.driver().findElement(By.id("files")).sendKeys(file.toString());
    }

    private static String text(String id) {
        return browser.driver().findElement(By.id(id)).getText();
    }

    private static void waitForText(String id, String part) {
        browser.waitUntil(
                PATIENCE, () -> text(id).contains(part), () -> "%s says '%s', not '%s'".formatted(id, text(id), part));
    }
}
