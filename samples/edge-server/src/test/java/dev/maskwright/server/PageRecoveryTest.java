package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.Select;

/** What the page does when something goes wrong, or changes under it. */
final class PageRecoveryTest {

    private static final String FLOAT = "interiors-edgefpn-lite0";

    @RegisterExtension
    final Visitor visitor = new Visitor();

    private RunningServer server;

    @BeforeEach
    void startServer() throws RefusedException, IOException {
        server = RunningServer.start(RunningServer.options());
    }

    private void visit() {
        visitor.visit(server, "/");
        visitor.waitForText("model-text", "edgefpn");
    }

    @AfterEach
    void stopServer() {
        visitor.leave();
        server.close();
    }

    @Test
    void afterTheCameraItsPictureIsSavedAndNotTheOneBefore() throws Exception {
        visit();
        visitor.take("living-room.jpg");
        visitor.waitForText("status", "1 of 1 segmented");
        visitor.click("camera");
        visitor.waitForText("figures", "frames a second");
        visitor.click("camera");
        visitor.waitForText("camera", "Start camera");
        visitor.click("save-mask");
        Path saved = visitor.saved("camera.mask.png");
        long width =
                visitor.number("return document.getElementById('view').width").longValue();
        assertEquals(
                width,
                ImageFiles.decodeLabels(Files.readAllBytes(saved), "the mask").width());
        assertTrue(width != 384, "the camera's picture has another size");
        visitor.click("save-overlay");
        visitor.saved("camera.overlay.png");
    }

    /** Who clicks twice must not be filmed without knowing it. */
    @Test
    void cameraThatIsStoppedWhileItStartsIsReleased() throws Exception {
        visit();
        visitor.script("""
                const media = navigator.mediaDevices;
                const real = media.getUserMedia.bind(media);
                media.getUserMedia = async (wanted) => {
                  const stream = await real(wanted);
                  await new Promise((resolve) => { window.goOn = resolve; });
                  window.track = stream.getVideoTracks()[0];
                  return stream;
                };""");
        visitor.click("camera");
        visitor.waitUntil(() -> visitor.script("return window.goOn") != null, () -> "the camera was never asked for");
        visitor.click("camera");
        visitor.waitForText("camera", "Start camera");
        visitor.script("window.goOn()");
        visitor.waitUntil(
                () -> "ended".equals(visitor.script("return window.track && window.track.readyState")),
                () -> "the camera films on");
    }

    /** A server that refuses frames is not asked as fast as it can refuse, and its reason stays. */
    @Test
    void refusedFramesAreSentSlowly() throws Exception {
        server.close();
        server = RunningServer.start(RunningServer.options()
                .withLimits(RunningServer.options().limits().withPixels(10_000)));
        visit();
        visitor.script("""
                window.sent = 0;
                const real = WebSocket.prototype.send;
                WebSocket.prototype.send = function (data) { window.sent++; real.call(this, data); };""");
        visitor.click("camera");
        visitor.waitForText("status", "10000 pixels");
        long before = visitor.number("return window.sent").longValue();
        Thread.sleep(2_000);
        long sent = visitor.number("return window.sent").longValue() - before;
        assertTrue(sent >= 1 && sent <= 4, sent + " frames within 2 s");
        server.close();
        visitor.waitForText("camera", "Start camera");
        assertTrue(visitor.text("status").contains("10000 pixels"), visitor.text("status"));
    }

    @Test
    void whatFailedIsTriedAgainWithAnotherModel() throws Exception {
        visit();
        visitor.script("""
                const real = window.fetch;
                window.fetch = () => { window.fetch = real; return Promise.reject(new TypeError("gone")); };""");
        visitor.take("living-room.jpg");
        visitor.waitForText("status", "cannot be reached");
        new Select(visitor.element("model")).selectByValue(FLOAT);
        visitor.waitForText("status", "1 of 1 segmented");
        visitor.waitForText("legend", "sofa");
        assertFalse(visitor.page().findElements(By.cssSelector("#strip canvas")).isEmpty(), "its thumbnail is back");
    }

    /** Names and colours are of the model that made the mask. */
    @Test
    void modelThatSomebodyElseSwappedIsNoticed() throws Exception {
        visit();
        visitor.take("living-room.jpg");
        visitor.waitForText("status", "1 of 1 segmented");
        String version = server.server()
                .models()
                .load(RunningServer.NAME, RunningServer.MODEL.resolveSibling(FLOAT + ".onnx"))
                .version();
        visitor.take("armchair.jpg");
        visitor.waitForText("model-text", version);
        visitor.waitForText("status", "2 of 2 segmented");
        assertEquals(FLOAT, visitor.script("return document.getElementById('model').value"));
    }

    @Test
    void filesThatAreNoPicturesLeaveTheCameraAlone(@TempDir Path folder) throws Exception {
        visit();
        visitor.click("camera");
        visitor.waitForText("figures", "frames a second");
        Path text = Files.writeString(folder.resolve("notes.txt"), "no picture");
        visitor.element("files").sendKeys(text.toAbsolutePath().toString());
        visitor.waitForText("status", "no picture among");
        assertEquals("Stop camera", visitor.text("camera"));
    }
}
