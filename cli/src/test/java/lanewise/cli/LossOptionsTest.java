package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lanewise.data.Dataset;
import lanewise.tensor.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class weights, ignored classes and label smoothing, as a training run takes them. */
class LossOptionsTest {
  @TempDir Path folder;

  @Test
  void balancedWeightsAreInverseToTheRowsOfAClass() {
    Dataset uneven =
        Dataset.of(
            "uneven",
            Shape.of(1),
            new float[6],
            new int[] {0, 0, 0, 1, 2, 2},
            List.of("a", "b", "c"));
    assertThat(ClassWeights.parse("balanced", uneven)).containsExactly(2 / 3.0, 2, 1);
    assertThat(ClassWeights.parse("balanced", uneven.ignoring(1)))
        .containsExactly(5 / 9.0, 0, 5 / 6.0);
    assertThat(ClassWeights.parse("1,0,2.5", uneven)).containsExactly(1, 0, 2.5);
  }

  @Test
  void aClassOfWeightZeroIsNeverAnswered() {
    double[] answers = answersOfIris("--class-weights", "1,1,0");

    assertThat(answers[2]).isZero();
    assertThat(Arrays.stream(answers).sum()).isEqualTo(38);
  }

  @Test
  void anIgnoredClassCountsInNoAccuracyAndIsNeverAnswered() {
    CommandLineRun run = train("--ignore-index", "2");

    double count = number(run.events("end").get(0), "test_count");
    assertThat(count).isBetween(10.0, 37.0);
    assertThat(number(run.events("end").get(0), "test_accuracy")).isGreaterThan(0.9);
    CommandLineRun judged = eval("--ignore-index", "2");
    assertThat(number(judged.events("eval").get(0), "count")).isEqualTo(count);
    assertThat(number(judged.events("eval").get(0), "accuracy"))
        .isEqualTo(number(run.events("end").get(0), "test_accuracy"));
  }

  @Test
  void aHeavyClassIsAnsweredMoreOften() {
    assertThat(answersOfIris("--class-weights", "1,30,1")[1])
        .isGreaterThan(answersOfIris("--class-weights", "1,0.03,1")[1]);
  }

  @Test
  void smoothedLabelsRaiseTheLeastLoss() {
    double plain = lastLoss(train());
    double smoothed = lastLoss(train("--label-smoothing", "0.2"));

    assertThat(smoothed).isGreaterThan(plain + 0.2);
  }

  /** How often each class was answered, of the test rows. */
  private double[] answersOfIris(String... options) {
    train(options);
    double[] answers = new double[3];
    if (eval().events("eval").get(0).get("classes") instanceof List<?> classes) {
      classes.forEach(entry -> addAnswers(entry, answers));
    }
    return answers;
  }

  private static void addAnswers(@Nullable Object entry, double[] answers) {
    if (entry instanceof Map<?, ?> row && row.get("answers") instanceof List<?> counts) {
      for (int c = 0; c < answers.length; c++) {
        answers[c] += Double.parseDouble(String.valueOf(counts.get(c)));
      }
    }
  }

  private static double lastLoss(CommandLineRun run) {
    return number(run.events("epoch").getLast(), "train_loss");
  }

  private CommandLineRun train(String... options) {
    String[] command = {
      "train",
      "iris",
      "--epochs",
      "20",
      "--lr",
      "1e-2",
      "--json",
      "--overwrite",
      "--out",
      folder.toString()
    };
    return run(command, options);
  }

  private CommandLineRun eval(String... options) {
    String model = folder.resolve("model.safetensors").toString();
    return run(new String[] {"eval", "iris", "--json", "--model", model}, options);
  }

  private static CommandLineRun run(String[] command, String... options) {
    String[] all = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    CommandLineRun run = CommandLineRun.of(all);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }
}
