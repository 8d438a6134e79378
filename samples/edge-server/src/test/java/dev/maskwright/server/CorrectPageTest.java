package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.server.corrections.CorrectionOptions;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** What a person does to correct masks, in a real browser, and what the server has on disk afterwards. */
class CorrectPageTest {

    private static final int UNTOUCHED = 255;

    private static Mask found;

    @RegisterExtension
    final Visitor visitor = new Visitor();

    @TempDir
    Path dir = Path.of("");

    private RunningServer server;

    @BeforeAll
    static void segment() throws IOException {
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            found = segmenter.segment(RunningServer.frame()).atFrameSize();
        }
    }

    @BeforeEach
    void startServer() throws RefusedException, IOException {
        start(options());
    }

    @AfterEach
    void stopServer() {
        visitor.leave();
        server.close();
    }

    private void start(ServerOptions options) throws RefusedException, IOException {
        server = RunningServer.start(options.withoutGrpc());
    }

    private ServerOptions options() {
        return RunningServer.options().withCorrections(CorrectionOptions.of(dir));
    }

    @Test
    void aBrushTouchesWhatItPaintsAndNothingElse() throws IOException {
        openLivingRoom();
        choose("rug");
        WebElement easel = visitor.element("easel");
        double scale = visitor.number("return document.getElementById('easel').getBoundingClientRect().width")
                        .doubleValue()
                / found.width();
        int y = 100;
        new Actions(visitor.page())
                .moveToElement(
                        easel, (int) (scale * (100 - found.width() / 2.0)), (int) (scale * (y - found.height() / 2.0)))
                .clickAndHold()
                .moveByOffset((int) (scale * 80), 0)
                .release()
                .perform();
        waitForText("spoken", "is corrected");
        visitor.screenshot("correct-brush");
        byte[] said = save("save");

        int rug = classId("rug");
        int right = 180;
        double radius = 0.1 * found.width() * 0.3 * 0.3; // as the slider stands at first
        int touched = 0;
        for (int pixel = 0; pixel < said.length; pixel++) {
            double px = pixel % found.width() + 0.5;
            double py = Math.floorDiv(pixel, found.width()) + 0.5;
            double distance = Math.hypot(px - Math.max(100, Math.min(right, px)), py - y);
            if (distance < radius - 1.5) {
                assertEquals(rug, said[pixel], "at %.1f, %.1f".formatted(px, py));
                touched++;
            } else if (distance > radius + 1.5) {
                assertEquals(UNTOUCHED, said[pixel] & 0xff, "at %.1f, %.1f".formatted(px, py));
            }
        }
        assertTrue(touched > 100, touched + " pixels are under the brush");
        visitor.assertNoFaults();
    }

    @Test
    void aRegionBecomesANewClassAndTheRestIsAccepted() throws IOException {
        openLivingRoom();
        visitor.element("class-name").sendKeys("Stained Sofa" + Keys.ENTER);
        assertEquals(
                "stained sofa",
                new Select(visitor.element("class")).getFirstSelectedOption().getText());
        tool("region");
        int sofa = classId("sofa");
        int[] inside = inside(sofa);
        click(inside[0], inside[1]);
        waitForText("spoken", "is corrected");
        visitor.screenshot("correct-region");
        byte[] said = save("save-all");
        int renamed = 0;
        for (int pixel = 0; pixel < said.length; pixel++) {
            int was = found.classAt(pixel % found.width(), pixel / found.width());
            if (said[pixel] == 23) {
                assertEquals(sofa, was);
                renamed++;
            } else {
                assertEquals(was, said[pixel]);
            }
        }
        assertTrue(renamed > 1000, renamed + " pixels of the sofa");
        assertTrue(Files.readString(dir.resolve("classes.json")).contains("stained_sofa"));
        assertTrue(text("strip").contains("corrected"), text("strip"));
        visitor.assertNoFaults();
    }

    @Test
    void keysDoWhatTheMouseDoesAndUndoTakesItBack() throws IOException {
        openLivingRoom();
        WebElement easel = visitor.element("easel");
        tool("accept");
        easel.sendKeys(Keys.ARROW_DOWN); // from the middle
        int id = found.classAt(found.width() / 2, (int) (0.52 * found.height()));
        String name = found.classes().get(id).words();
        assertEquals(name + ", found by the model", text("spoken"));
        easel.sendKeys(" ");
        waitForText("here", name + ", as you say");
        visitor.click("undo");
        assertTrue(text("spoken").startsWith("0.0 %"), text("spoken"));
        assertFalse(visitor.element("save").isEnabled());
        tool("erase");
        easel.sendKeys(Keys.chord(Keys.SHIFT, Keys.ARROW_RIGHT), Keys.chord(Keys.SHIFT, Keys.ARROW_RIGHT), "]", " ");
        byte[] said = save("save");
        int erased = 0;
        for (byte label : said) {
            assertTrue(label == 0 || label == (byte) UNTOUCHED, () -> "a label " + label);
            erased += label == 0 ? 1 : 0;
        }
        assertTrue(erased > 20, erased + " pixels are erased");
    }

    @Test
    void aPictureComesFromTheOtherPage() throws IOException {
        visitor.visit(server, "/");
        visitor.take("living-room.jpg");
        visitor.waitUntil(() -> visitor.element("keep").isEnabled(), () -> "cannot be kept");
        visitor.click("keep");
        waitForText("strip", "doubt");
        visitor.waitUntil(() -> visitor.element("easel").isDisplayed(), () -> "no picture");
        visitor.assertNoFaults();
    }

    /** The trainer is a script that takes its time and then says that it does no better. */
    @Test
    void retrainingIsStartedWatchedAndTakenBack() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the trainer of this test is a shell script");
        server.close();
        Path go = dir.resolve("go");
        Path script = Files.writeString(dir.resolve("trainer.sh"), """
                while [ $# -gt 0 ]; do
                    case $1 in
                        --output) output=$2 ;;
                        --progress) progress=$2 ;;
                    esac
                    shift
                done
                echo '{"phase": "training", "step": 7, "steps": 400, "done": 0.25, "loss": 0.5}' > "$progress"
                until [ -f '%s' ]; do sleep 0.1; done
                cp '%s' "$output"
                printf '{"kept": true, "model": "%%s", "newClasses": [], "corrections": 1, "heldOut": {"before": 0.5, "after": 0.625, "classes":
                  {"sofa": {"before": 0.4, "after": 0.75, "labelled": 9}}}}' "$output"
                """.formatted(
                        go,
                        RunningServer.HOME
                                .resolve("models/trained/interiors-edgefpn-lite0.onnx")
                                .toRealPath()));
        start(RunningServer.options()
                .withCorrections(CorrectionOptions.of(dir).withTrainer(List.of("/bin/sh", script.toString()))));
        openLivingRoom();
        String version = text("model-text");
        save("save-all");
        visitor.click("retrain");
        waitForText("step", "step 7 of 400, loss 0.500");
        visitor.screenshot("correct-running");
        Files.createFile(go);
        waitForText("outcome", "The new model was put into use.");
        visitor.waitUntil(() -> !text("model-text").equals(version), () -> "still " + version);
        visitor.page().findElement(By.cssSelector("#scores summary")).click();
        assertEquals("all 0.500 0.625\nsofa 0.400 0.750", text("score-rows").replace('\t', ' '));
        visitor.screenshot("correct-retrained");
        visitor.page().findElement(By.cssSelector("#versions button")).click();
        waitForText("model-text", version);
        visitor.assertNoFaults();
    }

    @Test
    void whereItIsOffOrTheTrainerIsMissingThePageSaysSo() throws Exception {
        openLivingRoom();
        waitForText("no-trainer", "the trainer is not installed");
        assertFalse(visitor.element("retrain").isDisplayed());
        server.close();
        start(RunningServer.options());
        visitor.visit(server, "/correct.html");
        waitForText("off", "start it with --corrections DIR");
        visitor.visit(server, "/");
        waitForText("model-text", "edgefpn");
        assertFalse(visitor.element("keep").isDisplayed());
    }

    @Test
    void everybodyCanUseIt() throws IOException {
        openLivingRoom();
        visitor.assertEverybodyCanUseIt("correct-");
    }

    private void openLivingRoom() throws IOException {
        visitor.visit(server, "/correct.html");
        visitor.waitUntil(() -> visitor.element("add").isDisplayed(), () -> "no page");
        visitor.take("living-room.jpg");
        waitForText("status", "1 added.");
        visitor.waitUntil(() -> visitor.element("easel").isDisplayed(), () -> "no picture");
        // Offsets of the mouse are from the middle of what is in sight.
        visitor.script("document.getElementById('easel').scrollIntoView({block: 'center'})");
    }

    private void tool(String name) {
        visitor.page()
                .findElement(By.cssSelector("[name=tool][value=%s]".formatted(name)))
                .click();
    }

    private void choose(String name) {
        new Select(visitor.element("class")).selectByVisibleText(name);
    }

    private void click(int x, int y) {
        double scale = visitor.number("return document.getElementById('easel').getBoundingClientRect().width")
                        .doubleValue()
                / found.width();
        new Actions(visitor.page())
                .moveToElement(visitor.element("easel"), (int) (scale * (x - found.width() / 2.0)), (int)
                        (scale * (y - found.height() / 2.0)))
                .click()
                .perform();
    }

    /** A pixel with nothing but its class around it. */
    private static int[] inside(int classId) {
        for (int y = 4; y < found.height() - 4; y++) {
            for (int x = 4; x < found.width() - 4; x++) {
                boolean isInside = true;
                for (int around = 0; around < 81; around++) {
                    isInside &= found.classAt(x - 4 + around % 9, y - 4 + around / 9) == classId;
                }
                if (isInside) {
                    return new int[] {x, y};
                }
            }
        }
        throw new AssertionError("there is no region of class %d".formatted(classId));
    }

    private static int classId(String name) {
        return found.classes().stream()
                .filter(label -> label.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Presses a button that saves, and reads what is on disk then. */
    private byte[] save(String button) throws IOException {
        visitor.click(button);
        waitForText("status", "Saved living-room.jpg.");
        try (var masks = Files.newDirectoryStream(dir.resolve("masks"))) {
            Path mask = masks.iterator().next();
            return ImageFiles.decodeLabels(Files.readAllBytes(mask), mask.toString())
                    .ids();
        }
    }

    /** Also of what only a screen reader reads. */
    private String text(String id) {
        return Objects.requireNonNullElse(visitor.element(id).getDomProperty("innerText"), "");
    }

    private void waitForText(String id, String part) {
        visitor.waitUntil(() -> text(id).contains(part), () -> "%s says '%s', not '%s'".formatted(id, text(id), part));
    }
}
