package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.io.dataset.Datasets;
import lanewise.nn.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that saves one model after another over the same file is killed (SIGKILL) after random
 * numbers of them: the file is always one of the models, whole. {@code -Dlanewise.kills=200} for
 * more kills.
 */
class SaveKillTest {
  private static final int KILLS = Integer.getInteger("lanewise.kills", 6);

  @TempDir Path folder;

  @Test
  void aModelThatWasBeingSavedIsWhole() throws Exception {
    long seed = Long.getLong("lanewise.kills.seed", 20261127);
    System.out.println("SaveKillTest: -Dlanewise.kills.seed=" + seed);
    Random random = new Random(seed);
    Path file = folder.resolve("model.safetensors");
    Model first = model(1);
    first.save(file);
    double ofFirst = answer(first);
    double ofSecond = answer(model(2));
    assertThat(ofFirst).isNotEqualTo(ofSecond);
    for (int kill = 0; kill < KILLS; kill++) {
      killAfter(1 + random.nextInt(40), file);
      assertThat(answer(Model.load(file))).isIn(ofFirst, ofSecond);
    }
    Model.load(file).save(file);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.toList())
          .as("at most one piece of each kill")
          .hasSizeLessThanOrEqualTo(1 + KILLS);
    }
  }

  private static double answer(Model model) {
    return model.predict(6f, 3f, 4f, 1f).probability("versicolor");
  }

  /** Large, so that a file takes many writes. */
  private static Model model(long seed) {
    return Model.of(Value.input(4).dense(512).relu().dense(512).relu().dense(3))
        .fit(Datasets.iris(), Training.steps(1).seed(seed));
  }

  private static void killAfter(int saves, Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Saving.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < saves; i++) {
        assertThat(lines.readLine()).as("the process saves").isEqualTo("saved");
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** Saves until it is killed. */
  static final class Saving {
    private Saving() {}

    static void main(String[] args) {
      List<Model> models = List.of(model(1), model(2));
      for (int i = 0; ; i++) {
        models.get(i % 2).save(Path.of(args[0]));
        System.out.println("saved");
      }
    }
  }
}
