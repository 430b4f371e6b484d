package lanewise.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.optim.Adam;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
  private final Backend backend = Backend.create("reference", 1);

  @AfterEach
  void close() {
    backend.close();
  }

  private void train(Listener listener) {
    Trainer.of(
            Problem.net(backend, 3, 7),
            new SoftmaxCrossEntropy(),
            Adam.of(0.05),
            Problem.blobs(50, 1))
        .validation(Problem.blobs(20, 2))
        .options(TrainingOptions.builder().epochs(2).batchSize(16).reportEvery(1).build())
        .listener(listener)
        .build()
        .run();
  }

  @Test
  void aLoggerHearsOfEachEvaluation() {
    List<String> messages = new ArrayList<>();
    train(Progress.log(new Recorder(messages)));

    assertThat(messages).hasSize(3);
    assertThat(messages.get(0))
        .matches("INFO epoch 1, train loss \\d\\.\\d{4},.* validation accuracy [01]\\.\\d{4}");
    assertThat(messages.get(2)).matches("INFO ended after \\d+ steps: completed");
  }

  @Test
  void aBarGrowsToItsEnd() {
    var bytes = new ByteArrayOutputStream();
    train(Progress.bar(new PrintStream(bytes, true, UTF_8)));

    List<String> drawn = List.of(bytes.toString(UTF_8).split("\r", -1));
    assertThat(drawn).anyMatch(line -> line.startsWith("[=====") && line.contains("] "));
    assertThat(drawn)
        .anyMatch(line -> line.startsWith("[" + "=".repeat(30) + "] ") && line.contains(" loss "));
    assertThat(bytes.toString(UTF_8).strip()).endsWith("completed");
  }

  /** Keeps what it is told. */
  private record Recorder(List<String> messages) implements System.Logger {
    @Override
    public String getName() {
      return "recorder";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String text,
        @Nullable Throwable thrown) {
      messages.add(level + " " + text);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... values) {
      messages.add(level + " " + format);
    }
  }
}
