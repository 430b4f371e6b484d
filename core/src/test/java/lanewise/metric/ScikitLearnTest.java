package lanewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Metrics;
import org.junit.jupiter.api.Test;

/** The figures of scikit-learn, which docs/python/metric_values.py has written down. */
class ScikitLearnTest {
  private static final String KIND = "case";

  /** The numbers of each case by name. */
  private static List<Map<String, double[]>> cases(String kind) {
    List<Map<String, double[]>> cases = new ArrayList<>();
    Map<String, double[]> latest = new LinkedHashMap<>();
    for (String line : lines()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals(KIND)) {
        latest = new LinkedHashMap<>();
        if (words[1].equals(kind)) {
          cases.add(latest);
        }
      } else if (!words[0].equals("#")) {
        latest.put(
            words[0], Arrays.stream(words).skip(1).mapToDouble(ScikitLearnTest::number).toArray());
      }
    }
    assertThat(cases).as(kind).hasSizeGreaterThanOrEqualTo(40);
    return cases;
  }

  private static double[] of(Map<String, double[]> expected, String name) {
    return Objects.requireNonNull(expected.get(name), name);
  }

  private static double number(String word) {
    return word.equals("nan") ? Double.NaN : Double.parseDouble(word);
  }

  private static List<String> lines() {
    try (InputStream in = ScikitLearnTest.class.getResourceAsStream("scikit-learn.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void requireFigures(
      Map<String, double[]> expected, Metrics found, Map<String, ToDoubleFunction<Metrics>> by) {
    by.forEach(
        (name, figure) -> {
          double[] want = expected.get(name);
          if (want != null) {
            double got = figure.applyAsDouble(found);
            if (Double.isNaN(want[0])) {
              assertThat(got).as(name).isNaN();
            } else {
              assertThat(got)
                  .as("%s of %s", name, of(expected, "truth").length)
                  .isCloseTo(want[0], within(1e-12 * Math.max(1, Math.abs(want[0]))));
            }
          }
        });
  }

  private static int[] ints(double[] values) {
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  @Test
  void ofYesAndNo() {
    Backend backend = Backend.reference();
    for (Map<String, double[]> expected : cases("binary")) {
      double[] scores = of(expected, "scores");
      Tensor outputs = Tensor.of(scores, 0, Shape.of(scores.length, 1));
      int[] answers = new int[scores.length];
      Link.PROBABILITIES.classes(backend, outputs, answers, 0);
      Metrics metrics =
          Metrics.ofClasses(
              backend,
              Link.PROBABILITIES,
              outputs,
              ints(of(expected, "truth")),
              answers,
              scores,
              Double.NaN);
      requireFigures(
          expected,
          metrics,
          Map.of(
              "auc", Metrics::auc,
              "averagePrecision", Metrics::averagePrecision,
              "bestF1", Metrics::bestF1,
              "accuracy", Metrics::accuracy,
              "balancedAccuracy", Metrics::balancedAccuracy,
              "matthews", Metrics::matthews,
              "logLoss", Metrics::logLoss,
              "brier", Metrics::brier,
              "f1", found -> found.f1(1)));
      if (!expected.containsKey("auc")) {
        assertThat(metrics.auc()).isNaN();
      }
    }
  }

  @Test
  void ofClasses() {
    Backend backend = Backend.reference();
    for (Map<String, double[]> expected : cases("classes")) {
      int kinds = (int) of(expected, "kinds")[0];
      int[] truth = ints(of(expected, "truth"));
      Tensor outputs = Tensor.of(of(expected, "logits"), 0, Shape.of(truth.length, kinds));
      int[] answers = new int[truth.length];
      Link.SOFTMAX.classes(backend, outputs, answers, 0);
      Metrics metrics =
          Metrics.ofClasses(backend, Link.SOFTMAX, outputs, truth, answers, null, Double.NaN);
      requireFigures(
          expected,
          metrics,
          Map.of(
              "accuracy", Metrics::accuracy,
              "balancedAccuracy", Metrics::balancedAccuracy,
              "matthews", Metrics::matthews,
              "logLoss", Metrics::logLoss));
      if (expected.containsKey("top2") && hasNoTies(outputs, kinds)) {
        requireFigures(expected, metrics, Map.of("top2", found -> found.topK(2)));
      }
      for (int c = 0; c < kinds; c++) {
        requireClose(metrics.precision(c), of(expected, "precision")[c]);
        requireClose(metrics.recall(c), of(expected, "recall")[c]);
        requireClose(metrics.f1(c), of(expected, "f1")[c]);
      }
    }
  }

  /** Which of equal scores counts is a matter of taste. */
  private static boolean hasNoTies(Tensor outputs, int kinds) {
    for (int row = 0; row < outputs.size() / kinds; row++) {
      double[] scores = outputs.examples(row, 1).toDoubles();
      if (Arrays.stream(scores).distinct().count() < kinds) {
        return false;
      }
    }
    return true;
  }

  private static void requireClose(double got, double want) {
    if (Double.isNaN(want)) {
      assertThat(got).isNaN();
    } else {
      assertThat(got).isCloseTo(want, within(1e-12));
    }
  }

  @Test
  void ofValues() {
    for (Map<String, double[]> expected : cases("values")) {
      int outputs = (int) of(expected, "outputs")[0];
      double[] truth = of(expected, "truth");
      Shape shape = Shape.of(truth.length / outputs, outputs);
      Metrics metrics =
          Metrics.ofValues(
              Tensor.of(of(expected, "answers"), 0, shape), Tensor.of(truth, 0, shape), Double.NaN);
      requireFigures(
          expected,
          metrics,
          Map.of(
              "mse", Metrics::meanSquaredError,
              "mae", Metrics::meanAbsoluteError,
              "mape", Metrics::meanAbsolutePercentageError,
              "r2", Metrics::r2,
              "explainedVariance", Metrics::explainedVariance));
    }
  }

  private static boolean[][] truths(double[] values, int kinds) {
    boolean[][] truths = new boolean[values.length / kinds][kinds];
    for (int i = 0; i < values.length; i++) {
      truths[i / kinds][i % kinds] = values[i] == 1;
    }
    return truths;
  }

  @Test
  void ofLabels() {
    for (Map<String, double[]> expected : cases("labels")) {
      int kinds = (int) of(expected, "kinds")[0];
      Metrics metrics =
          Metrics.ofLabels(
              truths(of(expected, "truth"), kinds),
              truths(of(expected, "answers"), kinds),
              Double.NaN);
      requireFigures(
          expected,
          metrics,
          Map.of(
              "subsetAccuracy", Metrics::subsetAccuracy,
              "hammingLoss", Metrics::hammingLoss,
              "macroF1", Metrics::macroF1,
              "microF1", Metrics::microF1));
    }
  }

  @Test
  void theBestThresholdGivesTheBestF1() {
    for (Map<String, double[]> expected : cases("binary")) {
      double[] scores = of(expected, "scores");
      boolean[] truth = new boolean[scores.length];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = of(expected, "truth")[i] == 1;
      }
      RankingCurve curve = RankingCurve.of(scores, truth);
      double threshold = curve.bestF1Threshold();
      long both = 0;
      long either = 0;
      for (int i = 0; i < truth.length; i++) {
        boolean yes = scores[i] >= threshold;
        both += yes && truth[i] ? 1 : 0;
        either += (yes ? 1 : 0) + (truth[i] ? 1 : 0);
      }
      if (expected.containsKey("bestF1")) {
        assertThat(2.0 * both / either).isCloseTo(curve.bestF1(), within(1e-12));
      } else {
        assertThat(threshold).isNaN();
      }
      double[][] roc = curve.rocPoints();
      assertThat(roc[0]).containsExactly(0, 0);
      assertThat(roc.length).isEqualTo(curve.precisionRecallPoints().length + 1);
    }
  }

  @Test
  void answersOfAnotherFormAreRefused() {
    assertThatThrownBy(() -> RankingCurve.of(new double[2], new boolean[3]))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("2 scores for 3 examples");
    assertThatThrownBy(() -> RankingCurve.of(new double[] {1, Double.NaN}, new boolean[2]))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("score 1 is NaN");
    assertThatThrownBy(() -> LabelMetrics.of(new boolean[2][3], new boolean[2][2]))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("2 answers for example 0, expected 3");
  }
}
