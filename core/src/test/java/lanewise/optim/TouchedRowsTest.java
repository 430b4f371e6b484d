package lanewise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.nn.ParameterSet;
import lanewise.nn.Value;
import lanewise.nn.Workspace;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TouchedRowsTest {
  private static final int ENTRIES = 200;
  private static final int DIM = 3;

  static Stream<Optimizer> rules() {
    return Optimizers.names().stream().map(Optimizers::create);
  }

  static List<String> backends() {
    return List.of("scalar", "reference");
  }

  /** A category and a number; weights lie before, between and behind two tables. */
  private static Network net(Backend backend) {
    Value x = Value.input(3);
    Value first = x.columns(0, 1).embedding(ENTRIES, DIM);
    Value second = x.columns(1, 1).embedding(ENTRIES, DIM).dense(4).tanh();
    Value number = x.columns(2, 1).dense(2);
    return Network.of(number.concat(first, second).dense(3)).build(backend, 7);
  }

  /** Rows whose categories are drawn from these. */
  private static Tensor rows(Backend backend, int count, int from, int to, SeededRandom random) {
    Tensor x = backend.zeros(count, 3);
    for (int row = 0; row < count; row++) {
      x.set(3 * row, from + random.nextInt(to - from));
      x.set(3 * row + 1, from + random.nextInt(to - from));
      x.set(3 * row + 2, random.nextDouble());
    }
    return x;
  }

  private static void step(Network network, OptimizerState updates, Tensor x) {
    Workspace workspace = network.trainingWorkspace();
    Workspace lossWorkspace = Workspace.forTraining(network.backend());
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    int[] labels = new int[x.shape().dim(0)];
    Arrays.setAll(labels, row -> row % 3);
    network.parameterSet().clearGradients();
    loss.forward(network.forward(x, workspace), Targets.Labels.of(labels), lossWorkspace);
    network.backward(loss.backward(lossWorkspace), workspace);
    updates.step();
  }

  private static double[] row(Tensor table, int row) {
    return Arrays.copyOfRange(table.toDoubles(), row * DIM, (row + 1) * DIM);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rowsThatNoBatchUsedStayAsTheyWere(Optimizer rule) {
    try (Backend backend = Backend.create("scalar", 1)) {
      Network network = net(backend);
      ParameterSet set = network.parameterSet();
      OptimizerState updates = TouchedRows.of(rule).begin(set, 0.01);
      Tensor table = firstTable(set).value();
      SeededRandom random = new SeededRandom(3);
      double[] unused = row(table, 150);
      step(network, updates, rows(backend, 40, 0, 100, random));
      double[] usedOnce = table.toDoubles();
      double[] momentsOnce = moments(updates, set);
      step(network, updates, rows(backend, 40, 100, 140, random));

      assertThat(row(table, 150)).containsExactly(unused);
      assertThat(Arrays.copyOf(table.toDoubles(), 100 * DIM))
          .as("used in the first step, not in the second")
          .containsExactly(Arrays.copyOf(usedOnce, 100 * DIM));
      assertThat(moments(updates, set)).containsExactly(momentsOnce);
      assertThat(Arrays.copyOfRange(table.toDoubles(), 100 * DIM, 140 * DIM))
          .isNotEqualTo(Arrays.copyOfRange(usedOnce, 100 * DIM, 140 * DIM));
    }
  }

  private static Parameter firstTable(ParameterSet set) {
    return set.all().stream().filter(Parameter::isUsedByRows).findFirst().orElseThrow();
  }

  /** What is kept for the first hundred rows of the first table. */
  private static double[] moments(OptimizerState updates, ParameterSet set) {
    int at = firstTable(set).value().offset() - set.values().offset();
    return updates.tensors().values().stream()
        .flatMapToDouble(moment -> Arrays.stream(moment.slice(at, Shape.of(100 * DIM)).toDoubles()))
        .toArray();
  }

  /** More rows than are gathered at once; all of them used: the plain rule, to the bit. */
  @ParameterizedTest
  @MethodSource("backends")
  void whereAllRowsAreUsedItIsThePlainRule(String name) {
    try (Backend backend = Backend.create(name, 1)) {
      for (Optimizer rule : rules().toList()) {
        Network plain = net(backend);
        Network touched = net(backend);
        OptimizerState ofPlain = rule.begin(plain.parameterSet(), 0.01);
        OptimizerState ofTouched = TouchedRows.of(rule).begin(touched.parameterSet(), 0.01);
        for (int step = 0; step < 3; step++) {
          Tensor x = backend.zeros(ENTRIES, 3);
          SeededRandom random = new SeededRandom(step);
          for (int row = 0; row < ENTRIES; row++) {
            x.set(3 * row, row);
            x.set(3 * row + 1, ENTRIES - 1 - row);
            x.set(3 * row + 2, random.nextDouble());
          }
          step(plain, ofPlain, x);
          step(touched, ofTouched, x);
        }
        assertThat(touched.parameterSet().values().toDoubles())
            .as(rule.name())
            .containsExactly(plain.parameterSet().values().toDoubles());
      }
    }
  }

  @Test
  void hasItsRateItsNameAndRefusesRulesOfOthers() {
    Optimizer touched = TouchedRows.of(Adam.of(1e-3));
    assertThat(touched.learningRate(0.5).learningRate()).isEqualTo(0.5);
    assertThat(touched.learningRate(0.5)).isInstanceOf(TouchedRows.class);
    assertThat(touched).hasToString("adam, learning rate 0.001, of touched rows");
    assertThat(touched.moments()).isEqualTo(2);
    assertThatThrownBy(() -> TouchedRows.of(touched))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("adam of touched rows");
  }
}
