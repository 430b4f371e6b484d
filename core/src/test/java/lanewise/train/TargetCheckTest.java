package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.LossNames;
import lanewise.loss.Targets;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.optim.Sgd;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Target values outside the domain of a loss are refused before the loss makes a number of them.
 */
class TargetCheckTest {
  /** More rows than are looked at in one go. */
  private static final int ROWS = 20_000;

  private static final int BAD_ROW = 19_999;

  private final Backend backend = Backend.create("scalar", 1);

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
    "binary-cross-entropy, 5, 5.0, 0 to 1",
    "binary-cross-entropy, -0.5, -0.5, 0 to 1",
    "binary-cross-entropy, NaN, NaN, 0 to 1",
    "binary-cross-entropy-probabilities, 1.5, 1.5, 0 to 1",
    "cross-entropy, -2, -2.0, 'a finite number, 0 or more'",
    "cross-entropy, NaN, NaN, 'a finite number, 0 or more'",
    "cross-entropy, Infinity, Infinity, 'a finite number, 0 or more'",
    "mse, NaN, NaN, a finite number",
    "mse, 1e300, Infinity, a finite number",
    "huber, -Infinity, -Infinity, a finite number",
  })
  void valuesOutsideTheDomainAreRefused(String name, double bad, String shown, String rule) {
    Loss loss = LossNames.parse(name);
    Examples whole = examples(0.5);
    Examples broken = examples(bad);
    Network network = network();
    String where = ": " + shown + " in row " + BAD_ROW + ", column 1, expected " + rule;
    String rest = where + " for the loss " + name + "; correct the row or leave it out";
    assertThatThrownBy(() -> trainer(network, loss, broken, whole))
        .isInstanceOf(TrainingException.class)
        .hasMessage("training targets" + rest);
    assertThatThrownBy(() -> trainer(network, loss, whole, broken))
        .isInstanceOf(TrainingException.class)
        .hasMessage("validation targets" + rest);
    assertThatThrownBy(() -> new Evaluator(network, loss).evaluate(broken))
        .isInstanceOf(TrainingException.class)
        .hasMessage("targets" + rest);
    // The row is named by its number among the examples, not by its place in the list.
    assertThatThrownBy(
            () -> new Evaluator(network, loss).evaluate(broken, new int[] {3, BAD_ROW, 4}))
        .hasMessage("targets" + rest);
    assertThatCode(() -> trainer(network, loss, whole, whole)).doesNotThrowAnyException();
    assertThat(new Evaluator(network, loss).evaluate(broken, new int[] {3, 4}).meanLoss())
        .isFinite();
  }

  /** Both ends of each domain, and for cross-entropy weights whose sum is not 1. */
  @ParameterizedTest
  @CsvSource({
    "binary-cross-entropy, 0",
    "binary-cross-entropy, 1",
    "cross-entropy, 0",
    "cross-entropy, 7",
    "mse, -3e38",
    "huber, 3e38"
  })
  void theEndsOfTheDomainAreTaken(String name, double value) {
    assertThatCode(
            () -> trainer(network(), LossNames.parse(name), examples(value), examples(value)))
        .doesNotThrowAnyException();
  }

  /** Examples that are made as they are asked for are asked for their values once, at the start. */
  @Test
  void examplesAreLookedAtOnceAndWithoutTheirFeatures() {
    List<Integer> asked = new ArrayList<>();
    Examples made =
        new Examples() {
          @Override
          public int count() {
            return 5;
          }

          @Override
          public Shape example() {
            return Shape.of(3);
          }

          @Override
          public void gather(int[] rows, int count, Tensor x, int[] labels) {
            throw new AssertionError("features are not asked for");
          }

          @Override
          public Shape valueShape() {
            return Shape.of(2);
          }

          @Override
          public void gatherValues(int[] rows, int count, Tensor values) {
            for (int i = 0; i < count; i++) {
              asked.add(rows[i]);
              values.set(2 * i, 0);
              values.set(2 * i + 1, 1);
            }
          }
        };
    trainer(network(), LossNames.parse("mse"), made, null);
    assertThat(asked).containsExactly(0, 1, 2, 3, 4);
  }

  /** A loss of one's own may give NaN a meaning, such as a value that is not known. */
  @Test
  void aLossThatNamesNoDomainTakesAll() {
    Loss tolerant = new Tolerant();
    assertThatCode(() -> trainer(network(), tolerant, examples(Double.NaN), null))
        .doesNotThrowAnyException();
  }

  private record Tolerant() implements Loss {
    @Override
    public String name() {
      return "tolerant";
    }

    @Override
    public double forward(Tensor logits, Targets targets, Workspace workspace) {
      return 0;
    }

    @Override
    public double divisor(Tensor logits, Targets targets) {
      return 1;
    }

    @Override
    public Tensor perExample(Workspace workspace) {
      throw new IllegalStateException("never trained");
    }

    @Override
    public Tensor backward(Workspace workspace) {
      throw new IllegalStateException("never trained");
    }
  }

  private Network network() {
    return Nets.relu(Shape.of(3), 2).build(backend, 1);
  }

  /** All values 0.5 but that of one row in column 1. */
  private static Examples examples(double odd) {
    double[] values = new double[2 * ROWS];
    java.util.Arrays.fill(values, 0.5);
    values[2 * BAD_ROW + 1] = odd;
    return Examples.of(
        Tensor.of(new float[3 * ROWS], 0, Shape.of(ROWS, 3)),
        new Targets.Values(Tensor.of(values, 0, Shape.of(ROWS, 2))));
  }

  private static Trainer trainer(
      Network network,
      Loss loss,
      Examples train,
      @org.jspecify.annotations.Nullable Examples validation) {
    return Trainer.of(network, loss, Sgd.of(1e-3), train)
        .validation(validation)
        .options(TrainingOptions.builder().batchSize(5).epochs(1).build())
        .build();
  }
}
