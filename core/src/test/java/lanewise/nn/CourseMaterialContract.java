package lanewise.nn;

import static lanewise.nn.GoldenFile.absoluteError;
import static lanewise.nn.GoldenFile.fact;
import static lanewise.nn.GoldenFile.integers;
import static lanewise.nn.GoldenFile.numbers;
import static lanewise.nn.GoldenFile.relativeError;
import static lanewise.nn.GoldenFile.tensor;
import static lanewise.nn.GoldenFile.transposed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.loss.L2Penalty;
import lanewise.loss.Loss;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.SvmHinge;
import lanewise.loss.Targets;
import lanewise.optim.OptimizerState;
import lanewise.optim.Optimizers;
import lanewise.optim.Sgd;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every fact of the course material, on one backend: a module that has a backend extends this with
 * its name.
 *
 * <p>At float64 the figures must agree with those computed by NumPy in float64 to a few units of
 * rounding, and with the printed ones within the digits that were printed. At float32, u = 2^-24: a
 * sum of k products is off by at most k u times the sum of the products' sizes, inputs are rounded
 * once, and what follows (softmax, loss, gradient) passes such an error on without enlarging it
 * relative to its scale. The tolerances below say k and the scale.
 */
public abstract class CourseMaterialContract {
  private static final double U = 0x1p-24;

  private final Backend backend;
  private final boolean exact;

  protected CourseMaterialContract(String backendName) {
    backend = Backend.create(backendName, 1);
    exact = backend.dtype() == DType.FLOAT64;
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void affineForward() {
    JsonNode fact = fact("affine_forward");
    JsonNode in = fact.get("inputs");
    Network network =
        Network.of(
            backend,
            Shape.of(4, 5, 6),
            1,
            new Flatten("flat"),
            new Dense("fc", 120, 3, Initializers.zeros()));
    set(network, "fc.weight", transposed(in.get("w")));
    set(network, "fc.bias", numbers(in.get("b")));
    Tensor y = network.forward(tensor(backend, in.get("x")), network.inferenceWorkspace());
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
    // k = 120 products of size up to 0.5 * 0.3, sums of 1.5 and more: relative to the sum at most
    // 10.
    expect(fact, "out", y, 120 * 10 * U);
  }

  @Test
  void reluForward() {
    JsonNode fact = fact("relu_forward");
    Network network =
        Network.of(backend, Shape.of(4), 1, new ActivationLayer("relu", Activation.RELU));
    Tensor y =
        network.forward(tensor(backend, fact.get("inputs").get("x")), network.inferenceWorkspace());
    expect(fact, "out", y, 2 * U);
  }

  @Test
  void svmLoss() {
    expectLoss(fact("svm_loss"), new SvmHinge());
  }

  @Test
  void softmaxLoss() {
    expectLoss(fact("softmax_loss"), new SoftmaxCrossEntropy());
  }

  @Test
  void twoLayerNet() {
    JsonNode fact = fact("two_layer_net");
    JsonNode in = fact.get("inputs");
    JsonNode computed = fact.get("computed_here_double");
    Network network = Nets.relu(Shape.of(5), 7, 50).build(backend, 1);
    set(network, "fc1.weight", transposed(in.get("W1")));
    set(network, "fc1.bias", numbers(in.get("b1")));
    set(network, "fc2.weight", transposed(in.get("W2")));
    set(network, "fc2.bias", numbers(in.get("b2")));
    Tensor x = backend.tensor(Shape.of(3, 5), transposed(in.get("X")));
    Targets y = Targets.Labels.of(integers(in.get("y")));

    Workspace workspace = network.trainingWorkspace();
    double[] scores = network.forward(x, workspace).toDoubles();
    // 50 products on top of 5, sizes up to 5 times the scores.
    assertThat(relativeError(scores, numbers(computed.get("scores"))))
        .isLessThan(exact ? 1e-12 : 55 * 5 * U);
    double[] published = numbers(fact.get("expected").get("scores"));
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += Math.abs(scores[i] - published[i]);
    }
    assertThat(sum).isLessThan(exact ? 1e-6 : 21 * 16 * 55 * 5 * U);

    Map<String, Double> regularisations = Map.of("reg0", 0.0, "reg0.7", 0.7, "reg1", 1.0);
    regularisations.forEach(
        (key, reg) -> {
          L2Penalty penalty = new L2Penalty(reg);
          double loss = trainingPass(network, x, y, penalty);
          assertThat(loss)
              .as("loss_%s", key)
              .isCloseTo(computed.get("loss_" + key).asDouble(), within(1e-11, 100 * 55 * 5 * U));
          if (fact.get("expected").has("loss_" + key)) {
            assertThat(loss)
                .isCloseTo(
                    fact.get("expected").get("loss_" + key).asDouble(),
                    within(1e-10, 100 * 55 * 5 * U));
          }
          if (computed.has("grads_" + key)) {
            expectGradients(network, computed.get("grads_" + key), true, 400 * U);
          }
        });
  }

  @Test
  void threeLayerNetsWithAndWithoutRegularisation() {
    for (String name : new String[] {"fc_net_3layer_reg0", "fc_net_3layer_reg3.14"}) {
      JsonNode fact = fact(name);
      JsonNode in = fact.get("inputs");
      int[] widths = {
        GoldenFile.shape(in.get("W1")).dim(0),
        GoldenFile.shape(in.get("W2")).dim(0),
        GoldenFile.shape(in.get("W3")).dim(0)
      };
      Network network = Nets.relu(Shape.of(widths[0]), 10, widths[1], widths[2]).build(backend, 1);
      for (int i = 1; i <= 3; i++) {
        set(network, "fc" + i + ".weight", transposed(in.get("W" + i)));
      }
      Tensor x = tensor(backend, in.get("X"));
      Targets y = Targets.Labels.of(integers(in.get("y")));
      double loss =
          trainingPass(network, x, y, new L2Penalty(fact.get("params").get("reg").asDouble()));
      double expected = fact.get("expected").get("loss").asDouble();
      assertThat(relativeError(new double[] {loss}, new double[] {expected}))
          .as(name)
          .isLessThan(exact ? 1e-13 : 65 * U);
      JsonNode scores = fact.get("computed_here_double").get("scores");
      if (scores != null) {
        double[] got = network.forward(x, network.inferenceWorkspace()).toDoubles();
        assertThat(absoluteError(got, numbers(scores))).isLessThan(exact ? 1e-15 : 65 * U * 0.1);
      }
    }
  }

  @Test
  void momentumStep() {
    expectStep("sgd_momentum", Map.of("velocity", "velocity"), 0);
  }

  @Test
  void rmspropStep() {
    expectStep("rmsprop", Map.of("cache", "squares"), 0);
  }

  @Test
  void adamStep() {
    expectStep("adam", Map.of("m", "first", "v", "second"), 5);
  }

  @Test
  void toyNetScoresLossAndGradients() {
    JsonNode toy = GoldenFile.read("toy_two_layer_net.json").get("two_layer_net_toy");
    Network network = toyNet(toy);
    Tensor x = tensor(backend, toy.get("X"));
    Targets y = Targets.Labels.of(integers(toy.get("y")));

    double[] scores = network.forward(x, network.inferenceWorkspace()).toDoubles();
    // 10 products on top of 4; the sizes add up to 5 at most.
    assertThat(absoluteError(scores, numbers(toy.get("scores"))))
        .isLessThan(exact ? 1e-13 : 14 * 5 * U);
    assertThat(absoluteError(scores, numbers(toy.get("scores_published"))))
        .isLessThan(exact ? 1e-8 : 1e-8 + 14 * 5 * U);

    assertThat(trainingPass(network, x, y, L2Penalty.NONE))
        .isCloseTo(toy.get("data_loss").asDouble(), within(1e-12, 2 * 14 * 5 * U));
    expectGradients(network, toy.get("grads_reg0"), false, 14 * 5 * 25 * U);

    L2Penalty penalty = new L2Penalty(toy.get("reg").asDouble());
    assertThat(trainingPass(network, x, y, penalty))
        .isCloseTo(toy.get("loss").asDouble(), within(1e-12, 2 * 14 * 5 * U));
    expectGradients(network, toy.get("grads"), false, 14 * 5 * 25 * U);
  }

  @Test
  void toyTrainingOfHundredSteps() {
    JsonNode toy = GoldenFile.read("toy_two_layer_net.json").get("two_layer_net_toy");
    JsonNode training = toy.get("training");
    Network network = toyNet(toy);
    Tensor x = tensor(backend, toy.get("X"));
    int[] y = integers(toy.get("y"));
    double[] history = numbers(training.get("loss_history"));
    L2Penalty penalty = new L2Penalty(5e-6);
    OptimizerState updates = Sgd.of(1).begin(network.parameterSet(), penalty.strength());
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    Workspace workspace = network.trainingWorkspace();
    Workspace lossWorkspace = Workspace.forTraining(backend);
    Tensor batch = backend.zeros(200, 4);
    double rate = 0.1;
    double last = Double.NaN;
    for (int step = 0; step < history.length; step++) {
      int[] counts = integers(training.get("batch_counts_per_sample").get(step));
      int[] rows = new int[200];
      int[] labels = new int[200];
      int at = 0;
      for (int sample = 0; sample < counts.length; sample++) {
        for (int i = 0; i < counts[sample]; i++) {
          rows[at] = sample;
          labels[at++] = y[sample];
        }
      }
      assertThat(at).isEqualTo(200);
      backend.rowOps().gatherRows(x, Tensor.ofInts(rows), batch);
      network.parameterSet().clearGradients();
      Tensor logits = network.forward(batch, workspace);
      last =
          loss.forward(logits, Targets.Labels.of(labels), lossWorkspace)
              + penalty.value(network.parameterSet());
      // At float32 each step adds an error of up to 14 products on a scale of 20, and descent does
      // not enlarge what came before.
      assertThat(last)
          .as("loss of step %d", step)
          .isCloseTo(history[step], within(1e-11, (step + 1) * 14 * 20 * U));
      network.backward(loss.backward(lossWorkspace), workspace);
      updates.step(rate);
      rate *= 0.95;
    }
    assertThat(updates.steps()).isEqualTo(100);
    assertThat(last)
        .isCloseTo(
            training.get("final_loss_published").asDouble(), within(1e-10, 100 * 14 * 20 * U));
    for (String[] names :
        new String[][] {
          {"fc1.weight", "W1"}, {"fc1.bias", "b1"}, {"fc2.weight", "W2"}, {"fc2.bias", "b2"}
        }) {
      assertThat(
              absoluteError(
                  network.parameterSet().get(names[0]).value().toDoubles(),
                  numbers(training.get(names[1]))))
          .as(names[1])
          .isLessThan(exact ? 1e-11 : 100 * 14 * 20 * U);
    }
  }

  private Network toyNet(JsonNode toy) {
    Network network = Nets.relu(Shape.of(4), 3, 10).build(backend, 1);
    set(network, "fc1.weight", numbers(toy.get("W1")));
    set(network, "fc1.bias", numbers(toy.get("b1")));
    set(network, "fc2.weight", numbers(toy.get("W2")));
    set(network, "fc2.bias", numbers(toy.get("b2")));
    return network;
  }

  /** Leaves the gradients of data loss and penalty in the network; returns the whole loss. */
  private double trainingPass(Network network, Tensor x, Targets y, L2Penalty penalty) {
    Loss loss = new SoftmaxCrossEntropy();
    Workspace workspace = network.trainingWorkspace();
    Workspace lossWorkspace = Workspace.forTraining(backend);
    network.parameterSet().clearGradients();
    double value = loss.forward(network.forward(x, workspace), y, lossWorkspace);
    network.backward(loss.backward(lossWorkspace), workspace);
    penalty.addGradient(network.parameterSet());
    return value + penalty.value(network.parameterSet());
  }

  private void expectGradients(
      Network network, JsonNode expected, boolean inByOut, double float32Tolerance) {
    for (int layer = 1; layer <= 2; layer++) {
      JsonNode weight = expected.get("W" + layer);
      expectGradient(
          network,
          "fc" + layer + ".weight",
          inByOut ? transposed(weight) : numbers(weight),
          float32Tolerance);
      expectGradient(
          network, "fc" + layer + ".bias", numbers(expected.get("b" + layer)), float32Tolerance);
    }
  }

  private void expectGradient(
      Network network, String name, double[] expected, double float32Tolerance) {
    double[] got = network.parameterSet().get(name).gradient().toDoubles();
    if (exact) {
      assertThat(relativeError(got, expected)).as("gradient of %s", name).isLessThan(1e-8);
    } else {
      assertThat(absoluteError(got, expected))
          .as("gradient of %s", name)
          .isLessThan(float32Tolerance);
    }
  }

  private void expectLoss(JsonNode fact, Loss loss) {
    Tensor x = tensor(backend, fact.get("inputs").get("x"));
    Workspace workspace = Workspace.forTraining(backend);
    double value =
        loss.forward(x, Targets.Labels.of(integers(fact.get("inputs").get("y"))), workspace);
    double expected = fact.get("expected").get("loss").asDouble();
    assertThat(relativeError(new double[] {value}, new double[] {expected}))
        .isLessThan(exact ? fact.get("tolerance").get("rel").asDouble() : 20 * U);
    double[] gradient = numbers(fact.get("computed_here_double").get("dx"));
    assertThat(relativeError(loss.backward(workspace).toDoubles(), gradient))
        .isLessThan(exact ? 1e-12 : 20 * U);
    assertThat(backend.reductions().sum(loss.perExample(workspace)) / x.shape().examples())
        .isEqualTo(value);
  }

  private void expectStep(String rule, Map<String, String> states, long stepsBefore) {
    JsonNode fact = fact(rule);
    JsonNode in = fact.get("inputs");
    Network network =
        Network.of(backend, Shape.of(5), 1, new Dense("fc", 5, 4, Initializers.zeros()));
    Parameter weight = network.parameterSet().get("fc.weight");
    weight.value().copyFrom(numbers(in.get("w")));
    weight.gradient().copyFrom(numbers(in.get("dw")));

    Map<String, Double> options = new java.util.HashMap<>();
    fact.get("params")
        .properties()
        .forEach(
            option -> {
              if (!option.getKey().startsWith("t_")) {
                options.put(option.getKey(), option.getValue().asDouble());
              }
            });
    OptimizerState updates = Optimizers.create(rule, options).begin(network.parameterSet());
    updates.restoreSteps(stepsBefore);
    states.forEach(
        (theirs, ours) -> state(updates, ours, weight).copyFrom(numbers(in.get(theirs))));
    updates.step();

    expect(fact, "next_w", weight.value(), 20 * U);
    states.forEach((theirs, ours) -> expect(fact, theirs, state(updates, ours, weight), 20 * U));
    assertThat(updates.steps()).isEqualTo(stepsBefore + 1);
  }

  private static Tensor state(OptimizerState updates, String name, Parameter weight) {
    Tensor whole = java.util.Objects.requireNonNull(updates.tensors().get(name), name);
    return whole.slice(0, weight.shape());
  }

  /** Compares with the figures as printed and as computed; at float32 relative to the larger. */
  private void expect(JsonNode fact, String output, Tensor got, double float32Relative) {
    double[] values = got.toDoubles();
    double[] computed = numbers(fact.get("computed_here_double").get(output));
    double printed = fact.get("tolerance").get("rel").asDouble();
    assertThat(relativeError(values, numbers(fact.get("expected").get(output))))
        .as("%s as printed", output)
        .isLessThan(exact ? printed : printed + float32Relative / smallness(computed));
    assertThat(relativeError(values, computed))
        .as("%s as computed", output)
        .isLessThan(exact ? 1e-12 : float32Relative / smallness(computed));
  }

  /** How much smaller the smallest non-zero value is than 1, the scale of all inputs. */
  private static double smallness(double[] values) {
    double smallest = 1;
    for (double value : values) {
      smallest = value == 0 ? smallest : Math.min(smallest, Math.abs(value));
    }
    return smallest;
  }

  private org.assertj.core.data.Offset<Double> within(double float64, double float32) {
    return org.assertj.core.api.Assertions.within(exact ? float64 : float32);
  }

  private static void set(Network network, String parameter, double[] values) {
    network.parameterSet().get(parameter).value().copyFrom(values);
  }
}
