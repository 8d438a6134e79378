package dev.maskwright.camera;

import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** Shows pictures in a window; one that is closed stops the run. */
public final class WindowView implements PictureSink {

    private final JFrame window;
    private final Screen screen = new Screen();
    private @Nullable BufferedImage shown; // guarded by this

    private WindowView(String title, Runnable onClose) {
        window = new JFrame(title);
        window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        window.setContentPane(screen);
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                onClose.run();
            }
        });
    }

    /** The picture as large as the window allows. */
    private final class Screen extends JComponent {

        private static final long serialVersionUID = 1;

        @Override
        protected void paintComponent(Graphics graphics) {
            synchronized (WindowView.this) {
                if (shown != null) {
                    double scale =
                            Math.min((double) getWidth() / shown.getWidth(), (double) getHeight() / shown.getHeight());
                    int width = (int) (scale * shown.getWidth());
                    int height = (int) (scale * shown.getHeight());
                    graphics.drawImage(
                            shown, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
                }
            }
        }
    }

    /**
     * Opens a window.
     *
     * @param onClose called when the user closes it
     * @return empty if there is no screen
     * @throws IOException if a screen is named that does not exist: nothing can be drawn in this process from then on
     */
    public static Optional<WindowView> open(String title, Runnable onClose) throws IOException {
        if (GraphicsEnvironment.isHeadless()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WindowView(title, onClose));
        } catch (HeadlessException e) {
            return Optional.empty();
        } catch (AWTError | LinkageError | InternalError e) {
            throw new IOException(
                    "the screen cannot be used (%s); unset DISPLAY, or set it to an existing one"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    @Override
    public void show(BufferedImage picture) {
        boolean isFirst;
        synchronized (this) {
            isFirst = shown == null;
            BufferedImage own = shown;
            if (own == null || own.getWidth() != picture.getWidth() || own.getHeight() != picture.getHeight()) {
                own = new BufferedImage(picture.getWidth(), picture.getHeight(), picture.getType());
                shown = own;
            }
            own.setData(picture.getRaster());
        }
        if (isFirst) {
            SwingUtilities.invokeLater(() -> {
                screen.setPreferredSize(new Dimension(picture.getWidth(), picture.getHeight()));
                window.pack();
                window.setVisible(true);
            });
        }
        screen.repaint();
    }

    @Override
    public void close() {
        SwingUtilities.invokeLater(window::dispose);
    }
}
