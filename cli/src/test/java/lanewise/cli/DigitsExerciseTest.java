package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The exercises on handwritten digits, run through the command line, against the figures of the
 * course material. The split (digits_split.json) is the material's: seed 123, 1347 rows train, 450
 * test.
 */
class DigitsExerciseTest {
  private static final String[] SOFTMAX_LOSSES = {
    "2.3026", "0.2275", "0.1599", "0.1306", "0.1130", "0.1009", "0.0918", "0.0846", "0.0788",
    "0.0738", "0.0696"
  };

  @Test
  void softmaxRegressionOnReferenceGivesTheMaterialsLossesToAllDecimals() {
    CommandLineRun run = softmaxRegression("reference");

    List<String> losses =
        run.events("step").stream()
            .map(step -> String.format(Locale.ROOT, "%.4f", number(step, "loss")))
            .toList();
    assertThat(losses).containsExactly(SOFTMAX_LOSSES);
    assertEndsAt429Of450(run);
  }

  @Test
  void softmaxRegressionOnVectorGivesTheMaterialsLosses() {
    CommandLineRun run = softmaxRegression("vector");

    var steps = run.events("step");
    assertThat(steps).hasSize(SOFTMAX_LOSSES.length);
    for (int i = 0; i < SOFTMAX_LOSSES.length; i++) {
      assertThat(number(steps.get(i), "step")).isEqualTo(50.0 * i);
      assertThat(number(steps.get(i), "loss"))
          .isCloseTo(Double.parseDouble(SOFTMAX_LOSSES[i]), within(2e-4));
    }
    assertEndsAt429Of450(run);
  }

  private static CommandLineRun softmaxRegression(String backend) {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "digits",
            "--model",
            "softmax",
            "--init",
            "zeros",
            "--optimizer",
            "sgd",
            "--lr",
            "0.01",
            "--batch",
            "full",
            "--steps",
            "501",
            "--report-every",
            "50",
            "--normalize",
            "none",
            "--split",
            CommandLineRun.resource("digits_split.json").toString(),
            "--backend",
            backend,
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static void assertEndsAt429Of450(CommandLineRun run) {
    var end = run.events("end").get(0);
    assertThat(end.get("test_correct")).isEqualTo(429);
    assertThat(end.get("test_count")).isEqualTo(450);
    assertThat(number(end, "test_accuracy")).isCloseTo(0.953, within(5e-4));
  }

  @Test
  void twoLayerNetReachesTheMaterialsAccuracyOverTenSeeds() {
    double[] accuracies = new double[10];
    double[] losses = new double[10];
    for (int seed = 0; seed < 10; seed++) {
      CommandLineRun run =
          CommandLineRun.of(
              "train",
              "digits",
              "--hidden",
              "32",
              "--init",
              "xavier-uniform",
              "--optimizer",
              "sgd",
              "--lr",
              "0.01",
              "--batch",
              "full",
              "--steps",
              "501",
              "--report-every",
              "50",
              "--normalize",
              "none",
              "--split",
              CommandLineRun.resource("digits_split.json").toString(),
              "--seed",
              Integer.toString(seed),
              "--json");
      assertThat(run.code()).as(run.err()).isZero();
      accuracies[seed] = number(run.events("end").get(0), "test_accuracy");
      losses[seed] = number(run.events("step").get(10), "loss");
    }
    Arrays.sort(accuracies);
    Arrays.sort(losses);

    assertThat((accuracies[4] + accuracies[5]) / 2).isGreaterThanOrEqualTo(0.93);
    assertThat(accuracies[9]).isGreaterThanOrEqualTo(0.938);
    assertThat((losses[4] + losses[5]) / 2).isLessThanOrEqualTo(0.10);
  }

  @Test
  void theDefaultNetworkReaches96Percent() {
    CommandLineRun run = CommandLineRun.of("train", "digits", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(number(run.events("end").get(0), "test_accuracy")).isGreaterThanOrEqualTo(0.96);
  }
}
