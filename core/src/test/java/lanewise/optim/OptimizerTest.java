package lanewise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.kernel.Backend;
import lanewise.loss.L2Penalty;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.ParameterSet;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptimizerTest {
  private static final Backend SCALAR = Backend.create("scalar", 1);
  private static final Backend REFERENCE = Backend.create("reference", 1);
  private static final double TOLERANCE = 1e-13;
  private static final double RATE = 0.1;

  @AfterAll
  static void close() {
    SCALAR.close();
    REFERENCE.close();
  }

  /** A rule by its published formula, one parameter at a time. */
  interface Rule {
    /** The new weight; memory is this parameter's own, t counts from 1. */
    double next(double weight, double gradient, double[] memory, int t);
  }

  record Known(Optimizer optimizer, Rule rule) {
    @Override
    public String toString() {
      return optimizer.name();
    }
  }

  static Stream<Known> rules() {
    return Stream.of(
        new Known(Sgd.of(RATE), (w, g, s, t) -> w - RATE * g),
        new Known(
            Momentum.of(RATE),
            (w, g, s, t) -> {
              s[0] = 0.9 * s[0] - RATE * g;
              return w + s[0];
            }),
        new Known(
            Momentum.of(RATE).momentum(0.8).nesterov(),
            (w, g, s, t) -> {
              s[0] = 0.8 * s[0] - RATE * g;
              return w + 0.8 * s[0] - RATE * g;
            }),
        new Known(
            RmsProp.of(RATE),
            (w, g, s, t) -> {
              s[0] = 0.99 * s[0] + 0.01 * g * g;
              return w - RATE * g / (Math.sqrt(s[0]) + 1e-8);
            }),
        new Known(
            Adagrad.of(RATE),
            (w, g, s, t) -> {
              s[0] += g * g;
              return w - RATE * g / (Math.sqrt(s[0]) + 1e-8);
            }),
        new Known(Adam.of(RATE), (w, g, s, t) -> w - adam(g, s, t, false)),
        new Known(Adam.of(RATE).amsgrad(true), (w, g, s, t) -> w - adam(g, s, t, true)),
        new Known(
            AdamW.of(RATE).weightDecay(new WeightDecay(0.05, 0.05)),
            (w, g, s, t) -> w * (1 - RATE * 0.05) - adam(g, s, t, false)),
        new Known(
            Sgd.of(RATE).weightDecay(new WeightDecay(0.05, 0.05)),
            (w, g, s, t) -> w - RATE * (g + 0.05 * w)));
  }

  private static double adam(double g, double[] s, int t, boolean amsgrad) {
    s[0] = 0.9 * s[0] + 0.1 * g;
    s[1] = 0.999 * s[1] + 0.001 * g * g;
    s[2] = Math.max(s[2], s[1]);
    double second = amsgrad ? s[2] : s[1];
    return RATE
        * (s[0] / (1 - Math.pow(0.9, t)))
        / (Math.sqrt(second / (1 - Math.pow(0.999, t))) + 1e-8);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void followsItsFormulaOverManySteps(Known known) {
    ParameterSet parameters = parameters(1);
    double[] expected = parameters.values().toDoubles();
    double[][] memory = new double[expected.length][3];
    OptimizerState state = known.optimizer.begin(parameters);
    SeededRandom random = new SeededRandom(8);
    for (int t = 1; t <= 20; t++) {
      // Falling gradients, so that AMSGrad's maximum differs from the latest moment.
      fill(parameters.gradients(), random, 1.0 / t);
      double[] gradient = parameters.gradients().toDoubles();
      state.step();
      for (int i = 0; i < expected.length; i++) {
        expected[i] = known.rule.next(expected[i], gradient[i], memory[i], t);
      }
      assertThat(parameters.values().toDoubles()).containsExactly(expected, within(TOLERANCE));
      assertThat(parameters.gradients().toDoubles()).isEqualTo(gradient);
    }
    assertThat(state.steps()).isEqualTo(20);
  }

  static Stream<String> names() {
    return Optimizers.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void thePenaltyGivenToTheStepIsItsGradientAdded(String name) {
    ParameterSet fused = parameters(2);
    ParameterSet added = parameters(2);
    Optimizer optimizer = Optimizers.create(name).learningRate(RATE);
    L2Penalty penalty = new L2Penalty(0.3);
    OptimizerState one = optimizer.begin(fused, penalty.strength());
    OptimizerState other = optimizer.begin(added);
    for (int t = 0; t < 5; t++) {
      fill(fused.gradients(), new SeededRandom(t), 1);
      fill(added.gradients(), new SeededRandom(t), 1);
      penalty.addGradient(added);
      one.step();
      other.step();
    }
    assertThat(fused.values().toDoubles())
        .containsExactly(added.values().toDoubles(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("names")
  void goesOnBitForBitFromItsRestoredState(String name) {
    ParameterSet straight = parameters(3);
    Optimizer optimizer = Optimizers.create(name).learningRate(RATE);
    OptimizerState state = optimizer.begin(straight);
    ParameterSet resumed = parameters(3);
    OptimizerState restored = optimizer.begin(resumed);
    for (int t = 0; t < 6; t++) {
      if (t == 3) {
        resumed.copyFrom(straight);
        assertThat(restored.tensors().keySet()).isEqualTo(state.tensors().keySet());
        state
            .tensors()
            .forEach(
                (key, value) ->
                    java.util.Objects.requireNonNull(restored.tensors().get(key)).copyFrom(value));
        restored.restoreSteps(state.steps());
      }
      fill(straight.gradients(), new SeededRandom(t), 1);
      state.step();
      if (t >= 3) {
        fill(resumed.gradients(), new SeededRandom(t), 1);
        restored.step();
      }
    }
    assertThat(resumed.values().toDoubles()).isEqualTo(straight.values().toDoubles());
    assertThat(restored.steps()).isEqualTo(6);
  }

  @Test
  void weightDecayIsByRole() {
    ParameterSet parameters = parameters(4);
    double[] before = parameters.values().toDoubles();
    parameters.clearGradients();
    Sgd.of(RATE).weightDecay(0.5).begin(parameters).step();
    double[] after = parameters.values().toDoubles();
    int weights = parameters.weightCount();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i])
          .isCloseTo(i < weights ? before[i] * (1 - RATE * 0.5) : before[i], within(TOLERANCE));
    }
  }

  @Test
  void clearedGradientsAreZeroNotStale() {
    ParameterSet parameters = parameters(5);
    fill(parameters.gradients(), new SeededRandom(1), 1);
    parameters.clearGradients();
    double[] before = parameters.values().toDoubles();
    Sgd.of(RATE).begin(parameters).step();
    assertThat(parameters.values().toDoubles()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, sgd, 0.01",
    "sgd_momentum, momentum, 0.01",
    "momentum, momentum, 0.01",
    "nesterov, nesterov, 0.01",
    "rmsprop, rmsprop, 0.01",
    "adagrad, adagrad, 0.01",
    "adam, adam, 0.001",
    "adamw, adamw, 0.001",
  })
  void rulesByTheNamesOfTheCourseAndTheCommandLine(String asked, String name, double rate) {
    assertThat(Optimizers.create(asked).name()).isEqualTo(name);
    assertThat(Optimizers.create(asked).learningRate()).isEqualTo(rate);
    assertThat(Optimizers.create(asked, Map.of("learning_rate", 0.5)).learningRate())
        .isEqualTo(0.5);
  }

  @Test
  void unknownRulesAndOptionsListTheKnown() {
    assertThatThrownBy(() -> Optimizers.create("sdg"))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "optimizer sdg: unknown, expected one of [adagrad, adam, adamw, momentum, nesterov,"
                + " rmsprop, sgd] or sgd_momentum");
    assertThatThrownBy(() -> Optimizers.create("rmsprop", Map.of("beta1", 0.9)))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "optimizer rmsprop: unknown option beta1, expected one of [bias_decay, decay_rate,"
                + " epsilon, learning_rate, weight_decay]");
  }

  @ParameterizedTest
  @CsvSource({
    "momentum, momentum, 1, 0 to less than 1",
    "rmsprop, decay_rate, -0.1, 0 to less than 1",
    "adam, beta1, NaN, 0 to less than 1",
    "adamw, beta2, 1.5, 0 to less than 1",
    "adam, epsilon, 0, '1.2e-38 to 3.4e38, the normal numbers of float32; 1e-8 is usual'",
    "adam, epsilon, 1e-39, 1.2e-38 to 3.4e38",
    "adamw, epsilon, 1e-50, 1.2e-38 to 3.4e38",
    "rmsprop, epsilon, 1e-50, 1.2e-38 to 3.4e38",
    "adagrad, epsilon, 1e-50, 1.2e-38 to 3.4e38",
    "adagrad, epsilon, 1e39, 1.2e-38 to 3.4e38",
    "adam, amsgrad, 2, 1 or 0",
    "sgd, learning_rate, -1, 'a finite number, 0 or more'",
    "adam, learning_rate, NaN, 'a finite number, 0 or more'",
    "sgd, weight_decay, -1, 'a finite number, 0 or more'",
    "adamw, bias_decay, Infinity, 'a finite number, 0 or more'",
  })
  void optionsOutOfRangeAreRejected(String rule, String option, double value, String expected) {
    assertThatThrownBy(() -> Optimizers.create(rule, Map.of(option, value)))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining(value + ", expected " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "rmsprop", "adagrad"})
  void theSmallestEpsilonKeepsWeightsWithoutGradient(String rule) {
    for (Backend backend : List.of(SCALAR, REFERENCE)) {
      ParameterSet parameters = parameters(backend, 1);
      double[] before = parameters.values().toDoubles();
      Optimizers.create(rule, Map.of("epsilon", (double) Float.MIN_NORMAL))
          .begin(parameters)
          .step();
      assertThat(parameters.values().toDoubles()).as(backend.name()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneOptimizerServesManyRuns(String name) {
    Optimizer optimizer = Optimizers.create(name);
    ParameterSet first = parameters(1);
    ParameterSet second = parameters(1);
    OptimizerState one = optimizer.begin(first);
    OptimizerState other = optimizer.begin(second);
    for (int t = 0; t < 3; t++) {
      fill(first.gradients(), new SeededRandom(t), 1);
      one.step();
    }
    for (int t = 0; t < 3; t++) {
      fill(second.gradients(), new SeededRandom(t), 1);
      other.step();
    }
    assertThat(second.values().toDoubles()).isEqualTo(first.values().toDoubles());
    assertThat(one).hasToString(optimizer + ", 3 steps made");
    assertThatThrownBy(() -> one.restoreSteps(-1))
        .hasMessage("optimizer " + optimizer.name() + ": steps=-1, expected 0 or more");
  }

  @Test
  void whatSetsAConstantGivesANewOptimizer() {
    Adam adam = Adam.of(1e-3);
    Adam other = adam.beta2(0.95).amsgrad(true).weightDecay(0.1).learningRate(0.5);
    assertThat(adam.learningRate()).isEqualTo(1e-3);
    assertThat(adam.moments()).isEqualTo(2);
    assertThat(adam.weightDecay()).isEqualTo(WeightDecay.NONE);
    assertThat(other.learningRate()).isEqualTo(0.5);
    assertThat(other.moments()).isEqualTo(3);
    assertThat(other.weightDecay()).isEqualTo(WeightDecay.ofWeights(0.1));
    assertThat(Momentum.of(0.1).nesterov().learningRate(0.2))
        .hasToString("nesterov, learning rate 0.2");
  }

  @Test
  void theFactorOfAStepScalesTheRate() {
    ParameterSet halved = parameters(6);
    ParameterSet half = parameters(6);
    fill(halved.gradients(), new SeededRandom(1), 1);
    fill(half.gradients(), new SeededRandom(1), 1);
    Sgd.of(RATE).begin(halved).step(0.5);
    Sgd.of(RATE * 0.5).begin(half).step();
    assertThat(halved.values().toDoubles()).isEqualTo(half.values().toDoubles());
  }

  // ---------------------------------------------------------------- schedules

  @Test
  void schedules() {
    assertFactors(Schedules.constant(), 1, 1, 1);
    Schedule stair = Schedules.step(2, 0.5);
    assertThat(
            List.of(stair.factor(0, 0), stair.factor(9, 1), stair.factor(9, 2), stair.factor(9, 5)))
        .containsExactly(1.0, 1.0, 0.5, 0.25);
    assertThat(Schedules.exponential(0.95).factor(1000, 3))
        .isCloseTo(0.95 * 0.95 * 0.95, within(1e-15));
    assertFactors(Schedules.warmUp(4), 0.25, 0.5, 0.75, 1, 1, 1);
    Schedule cosine = Schedules.cosine(10, 0.2);
    assertThat(cosine.factor(0, 0)).isEqualTo(1);
    assertThat(cosine.factor(5, 0)).isCloseTo(0.6, within(1e-15));
    assertThat(cosine.factor(10, 0)).isCloseTo(0.2, within(1e-15));
    assertThat(cosine.factor(1000, 0)).isEqualTo(cosine.factor(10, 0));
    assertFactors(Schedules.warmUp(2).times(Schedules.cosine(4, 0)), 0.5, (1 + Math.sqrt(0.5)) / 2);
  }

  private static void assertFactors(Schedule schedule, double... factors) {
    for (int step = 0; step < factors.length; step++) {
      assertThat(schedule.factor(step, 0)).isCloseTo(factors[step], within(1e-15));
    }
  }

  @Test
  void aPlateauLowersTheRateAndResumes() {
    Schedule schedule = Schedules.warmUp(1).times(Schedules.onPlateau(1, 0.1, 0));
    double[] losses = {1, 0.5, 0.6, 0.5, 0.4, Double.NaN, 0.5};
    double[] factors = {1, 1, 1, 0.1, 0.1, 0.1, 0.01};
    for (int epoch = 0; epoch < losses.length; epoch++) {
      schedule.epochEnded(losses[epoch]);
      assertThat(schedule.factor(0, 0))
          .as("epoch %d", epoch)
          .isCloseTo(factors[epoch], within(1e-15));
      Schedule resumed = Schedules.warmUp(1).times(Schedules.onPlateau(1, 0.1, 0));
      resumed.restore(schedule.state());
      assertThat(resumed.factor(0, 0)).isEqualTo(schedule.factor(0, 0));
      assertThat(resumed.state()).isEqualTo(schedule.state());
    }
    assertThatThrownBy(() -> Schedules.constant().restore(Map.of("best", 1.0)))
        .hasMessage("schedule: state [best], expected none");
    assertThatThrownBy(() -> Schedules.onPlateau(1, 0.1, 0).restore(Map.of("best", 1.0)))
        .hasMessageContaining("expected factor, best, waited");
  }

  @ParameterizedTest
  @CsvSource({
    "constant, 7, 3, 1",
    "step:2:0.5, 7, 3, 0.5",
    "exponential:0.5, 7, 3, 0.125",
    "cosine:14, 7, 0, 0.5",
    "cosine:14:0.5, 7, 0, 0.75",
    "warmup:16, 7, 0, 0.5",
    "plateau:2:0.5, 7, 3, 1",
    "warmup:16+exponential:0.5, 7, 1, 0.25",
  })
  void schedulesFromText(String text, long step, long epoch, double factor) {
    assertThat(Schedules.parse(text).factor(step, epoch)).isCloseTo(factor, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({
    "'', expected one of",
    "cosine, expected one of",
    "cosine:x, expected one of",
    "warmup:3+, expected one of",
    "warmup:0, 'steps 0, expected 1 or more'",
    "step:0:0.5, 'epochs 0, expected 1 or more'",
    "exponential:0, 'factor 0.0, expected above 0 to 1'",
    "exponential:NaN, 'factor NaN, expected above 0 to 1'",
    "cosine:5:2, 'final 2.0, expected 0 to 1'",
    "plateau:-1:0.5, 'patience -1, expected 0 or more'",
  })
  void badSchedulesSayWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> Schedules.parse(text))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining(message);
  }

  // ---------------------------------------------------------------- clipping

  @Test
  void clipping() {
    ParameterSet parameters = parameters(1);
    Map<GradientClipping, double[]> expected = new HashMap<>();
    double[] given = {3, 0, 0, -4, 0, 0, 0, 0};
    expected.put(GradientClipping.NONE, given);
    expected.put(GradientClipping.byNorm(5), given);
    expected.put(GradientClipping.byNorm(1), new double[] {0.6, 0, 0, -0.8, 0, 0, 0, 0});
    expected.put(GradientClipping.byValue(3.5), new double[] {3, 0, 0, -3.5, 0, 0, 0, 0});
    expected.forEach(
        (clipping, clipped) -> {
          parameters.gradients().copyFrom(given);
          clipping.apply(parameters);
          assertThat(parameters.gradients().toDoubles())
              .as("%s", clipping)
              .containsExactly(clipped, within(1e-15));
        });
    double[] infinite = {3, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0, 0};
    parameters.gradients().copyFrom(infinite);
    GradientClipping.byNorm(1).apply(parameters);
    assertThat(parameters.gradients().toDoubles()).isEqualTo(infinite);
    assertThatThrownBy(() -> GradientClipping.byNorm(0))
        .hasMessage("gradient clipping NORM: limit 0.0, expected a finite number above 0");
  }

  /** Six weights and two biases. */
  private static ParameterSet parameters(long seed) {
    return parameters(REFERENCE, seed);
  }

  private static ParameterSet parameters(Backend backend, long seed) {
    Network network =
        Network.of(backend, Shape.of(3), seed, new Dense("fc", 3, 2, Initializers.normal(1)));
    fill(network.parameterSet().biases(), new SeededRandom(seed), 1);
    return network.parameterSet();
  }

  private static void fill(Tensor tensor, SeededRandom random, double scale) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, scale * random.nextGaussian());
    }
  }
}
