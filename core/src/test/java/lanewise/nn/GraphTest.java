package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lanewise.check.GradientCheck;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that are no chains, at float64: values, gradients, names, memory. */
class GraphTest {
  private static final Backend REFERENCE = Backend.reference();

  @AfterAll
  static void close() {
    REFERENCE.close();
  }

  // ---------------------------------------------------------------- gradients

  record Named(String name, Graph graph) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> graphs() {
    Value x = Value.input(5);
    Value h = x.dense(5).tanh();
    Dense shared = new Dense("shared", 5, 5, Activation.TANH, Initializers.heNormal());
    Value left = Value.input(3);
    Value right = Value.input(2);
    Graph block = Graph.of(Value.input(5).dense(5).tanh().layerNorm());
    Value first = x.dense(4).sigmoid();
    Value sequence = Value.input(3, 4);
    return Stream.of(
        new Named("residual", Graph.of(h.dense(5).tanh().add(h).dense(2))),
        new Named("residual of the input", Graph.of(x.dense(5).tanh().add(x).dense(2))),
        new Named(
            "three-way fork",
            Graph.of(h.dense(3).add(h.dense(3).tanh(), h.sigmoid().dense(3)).dense(2))),
        new Named("shared layer twice", Graph.of(x.then(shared).then(shared).dense(2))),
        new Named("shared layer on two ways", Graph.of(x.then(shared).add(h.then(shared)))),
        new Named(
            "two inputs concatenated",
            Graph.of(left.dense(4).tanh().concat(right, left).dense(3).tanh().dense(2))),
        new Named(
            "nested network, shared and renamed",
            Graph.of(x.then(block).then(block).add(x.then(block.named("other"))).dense(2))),
        new Named("an output used as an input", Graph.of(first, first.dense(3).tanh())),
        new Named(
            "columns of a fork",
            Graph.of(h.columns(1, 3).add(h.columns(0, 3), x.columns(2, 3)).dense(2))),
        new Named("an output twice", Graph.of(first, first)),
        new Named("an input as an output", Graph.of(x, x.dense(2))),
        new Named("a value by itself", Graph.of(h.multiply(h, h).add(h, h))),
        new Named("products", Graph.of(h.multiply(x.dense(5), x.sigmoid()).dense(2))),
        new Named(
            "views of a fork",
            Graph.of(
                sequence
                    .dense(4)
                    .tanh()
                    .add(sequence)
                    .flatten()
                    .concat(sequence.flatten())
                    .dense(2))),
        new Named("a view as the output", Graph.of(sequence.dense(2).tanh().flatten())),
        new Named(
            "normalised sequences",
            Graph.of(sequence.dense(4).batchNorm().prelu().layerNorm().softmax())),
        new Named("dropout on one way", Graph.of(h.dropout(0.4).add(h).dense(2))),
        new Named("an activation behind a dropout of a fork", forked(x.dense(4))));
  }

  /** The dense layer may not take in the activation: others read it without. */
  private static Graph forked(Value dense) {
    return Graph.of(dense.dropout(0.3).sigmoid(), dense.add(dense.dense(4).tanh()));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void gradientsAreThoseOfDifferences(Named named) {
    GradientCheck.Report report = GradientCheck.of(named.graph().build(REFERENCE, 3));
    assertThat(report.maxRelativeError()).as("%s", report).isLessThanOrEqualTo(1e-7);
    assertThat(report.tensors()).hasSizeGreaterThan(1);
  }

  @Test
  void aResidualIsTheSumOfItsWays() {
    Value x = Value.input(3);
    Network network = Graph.of(x.tanh().add(x)).build(REFERENCE, 1);
    Tensor input = REFERENCE.tensor(Shape.of(1, 3), -1, 0, 2);
    assertThat(network.forward(input, network.inferenceWorkspace()).toDoubles())
        .containsExactly(Math.tanh(-1) - 1, 0, Math.tanh(2) + 2);
  }

  // ---------------------------------------------------------------- what is computed, and where

  /** Remembers whether the gradient of its input was asked for. */
  private static final class Watched extends UnaryLayer {
    private final List<Boolean> wanted = new ArrayList<>();

    Watched(String name) {
      super(name);
    }

    @Override
    protected void forward(Tensor x, Tensor y, Workspace workspace) {
      workspace.backend().elements().copy(x, y);
    }

    @Override
    protected void backward(
        Tensor dY, Tensor x, Tensor y, @Nullable Tensor dX, Workspace workspace) {
      wanted.add(dX != null);
      if (dX != null) {
        workspace.backend().elements().copy(dY, dX);
      }
    }
  }

  @Test
  void noGradientIsComputedThatNobodyWants() {
    Watched before = new Watched("before");
    Watched behind = new Watched("behind");
    Value x = Value.input(2, 3);
    Network network =
        Graph.of(x.flatten().then(before).dense(4).then(behind).dense(2)).build(REFERENCE, 1);
    Workspace training = network.trainingWorkspace();
    network.forward(REFERENCE.zeros(2, 2, 3), training);
    network.backward(REFERENCE.zeros(2, 2), training);
    assertThat(before.wanted).isEmpty();
    assertThat(behind.wanted).containsExactly(true);

    Workspace full = network.trainingWorkspace().wantInputGradient(true);
    network.forward(REFERENCE.zeros(2, 2, 3), full);
    network.backward(REFERENCE.zeros(2, 2), full);
    assertThat(before.wanted).containsExactly(true);
    assertThat(network.inputGradient(0, full).shape()).isEqualTo(Shape.of(2, 2, 3));
  }

  /** A chain of layers that keep nothing for the way back lives in two blocks for each way. */
  @Test
  void buffersThatAreNeverNeededAtOnceShareMemory() {
    Value value = Value.input(10);
    for (int i = 0; i < 20; i++) {
      value = value.add(value);
    }
    Graph deep = Graph.of(value);
    assertThat(Network.workspaceValues(deep, false)).isLessThanOrEqualTo(3 * 10);
    Network network = Graph.of(Value.input(10).dense(10).add(value)).build(REFERENCE, 1);
    Workspace workspace = network.inferenceWorkspace();
    for (int rows : new int[] {7, 3, 7, 1, 5}) {
      network.forward(List.of(REFERENCE.zeros(rows, 10), REFERENCE.zeros(rows, 10)), workspace);
      assertThat(workspace.bufferedValues()).isLessThanOrEqualTo(4 * 10 * 7);
    }
  }

  @Test
  void aLargerBatchAfterASmallerOneIsRight() {
    for (Named named : graphs().toList()) {
      Network network = named.graph().build(REFERENCE, 3);
      Workspace grown = network.trainingWorkspace();
      for (int rows : new int[] {2, 5, 1, 5}) {
        List<Tensor> inputs = inputs(network, rows);
        grown.noiseSeed(4);
        Workspace fresh = network.trainingWorkspace();
        fresh.noiseSeed(4);
        assertThat(values(network.forward(inputs, grown)))
            .as("%s, %d rows", named, rows)
            .isDeepEqualTo(values(network.forward(inputs, fresh)));
        assertThat(gradients(network, inputs, grown))
            .as("%s, %d rows", named, rows)
            .isEqualTo(gradients(network, inputs, fresh));
      }
    }
  }

  private static List<Tensor> inputs(Network network, int rows) {
    SeededRandom random = new SeededRandom(rows);
    List<Tensor> inputs = new ArrayList<>();
    for (Graph.Input input : network.graph().inputs()) {
      Tensor x = network.backend().zeros(input.shape().batch(rows));
      for (int i = 0; i < x.size(); i++) {
        x.set(i, random.nextGaussian());
      }
      inputs.add(x);
    }
    return inputs;
  }

  private static double[][] values(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::toDoubles).toArray(double[][]::new);
  }

  private static double[] gradients(Network network, List<Tensor> inputs, Workspace workspace) {
    network.parameterSet().clearGradients();
    List<Tensor> outputs = network.forward(inputs, workspace);
    List<Tensor> dY = new ArrayList<>();
    for (Tensor output : outputs) {
      dY.add(network.backend().zeros(output.shape()).copyFrom(output));
    }
    network.backward(dY, workspace);
    return network.parameterSet().gradients().toDoubles();
  }

  // ---------------------------------------------------------------- names, forms, errors

  @Test
  void layersAreNumberedByKindAndActivationsJoinTheirDenseLayer() {
    Value x = Value.input(4);
    Value h = x.dense(8).relu().batchNorm().gelu().dropout(0.1).dense(8).named("head");
    Graph graph = Graph.of(h.add(x.dense(8)).dense(3).noBias());
    assertThat(graph.nodes().stream().map(Graph.Node::value))
        .containsExactly("fc1", "bn1", "act1", "drop1", "head", "fc2", "add1", "fc3");
    assertThat(((Dense) graph.layers().get(0)).activation()).isEqualTo(Activation.RELU);
    assertThat(((Dense) graph.layers().get(7)).bias()).isNull();
    Value forked = x.dense(4);
    assertThat(Graph.of(forked.relu().add(forked)).nodes()).hasSize(3);
  }

  @Test
  void aGraphIsBuiltAnyNumberOfTimes() {
    Graph graph = Graph.of(Value.input(3).dense(4).relu().batchNorm().dense(2));
    Network one = graph.build(REFERENCE, 7);
    Network other = graph.build(REFERENCE, 7);
    assertThat(other.parameterSet().values().toDoubles())
        .isEqualTo(one.parameterSet().values().toDoubles());
    assertThat(one.graph()).isEqualTo(graph);
  }

  /** What a parameter starts from depends on its name, not on what else there is. */
  @Test
  void aLayerMoreDoesNotReseedTheOthers() {
    Graph few = Graph.of(Value.input(4).dense(4).named("a").tanh().dense(2).named("c"));
    Graph more =
        Graph.of(
            Value.input(4)
                .dense(4)
                .named("a")
                .tanh()
                .dense(4)
                .named("b")
                .tanh()
                .dense(2)
                .named("c"));
    for (String name : List.of("a.weight", "c.weight")) {
      assertThat(more.build(REFERENCE, 5).parameterSet().get(name).value().toDoubles())
          .isEqualTo(few.build(REFERENCE, 5).parameterSet().get(name).value().toDoubles());
    }
  }

  @Test
  void errorsSayWhatFits() {
    Value x = Value.input(4);
    Value image = Value.input(2, 3);
    assertThatThrownBy(() -> x.add(image))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("inputs [(4), (2, 3)], expected two or more of one shape");
    assertThatThrownBy(() -> x.concat(image))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("expected shapes that differ in the last axis alone");
    assertThatThrownBy(() -> image.then(new Dense("fc", 6, 2, Initializers.zeros())))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Dense[fc]: input (batch, 2, 3), expected (batch, 6); flatten the input first");
    assertThatThrownBy(() -> Graph.of(x.dense(2).named("a").dense(2).named("a")))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("layer name a is of two different layers");
    assertThatThrownBy(() -> x.relu().noBias())
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("expected dense(n).noBias()");
    Network network = Graph.of(x.add(Value.input(4))).build(REFERENCE, 1);
    Workspace workspace = network.trainingWorkspace();
    assertThatThrownBy(() -> network.forward(REFERENCE.zeros(1, 4), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("Network: one input, expected 2");
    assertThatThrownBy(
            () -> network.forward(List.of(REFERENCE.zeros(1, 4), REFERENCE.zeros(2, 4)), workspace))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Network: inputs of 1 and 2 examples, expected as many in each");
    assertThatThrownBy(network::inputShape)
        .isInstanceOf(ShapeException.class)
        .hasMessage("Graph: 2 inputs, expected one");
  }

  // ---------------------------------------------------------------- frozen

  @ParameterizedTest
  @MethodSource("graphs")
  void frozenNetworksGiveTheSameAnswers(Named named) {
    Network network = named.graph().build(REFERENCE, 3);
    List<Tensor> inputs = inputs(network, 4);
    network.forward(inputs, network.trainingWorkspace());
    Network frozen = network.frozen();
    double[][] want = values(network.forward(inputs, network.inferenceWorkspace()));
    double[][] got = values(frozen.forward(inputs, frozen.inferenceWorkspace()));
    for (int o = 0; o < want.length; o++) {
      assertThat(got[o]).containsExactly(want[o], within(1e-12));
    }
  }

  @Test
  void freezingFoldsWhatFollowsADenseLayerIntoIt() {
    Network network =
        Graph.of(Value.input(4).dense(8).batchNorm().relu().dropout(0.5).dense(2))
            .build(REFERENCE, 1);
    assertThat(network.frozen().graph().nodes().stream().map(Graph.Node::value))
        .containsExactly("fc1", "fc2");
  }
}
