package lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.check.GradientCheck;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Graphs drawn at random: forks, joins, shared and nested layers, values used twice, outputs in the
 * middle. What sharing memory, fusing and folding could spoil is compared with layers that are
 * called one by one.
 */
class RandomGraphTest {
  private static final Backend REFERENCE = Backend.create("reference", 1);
  private static final int GRAPHS = 60;

  @AfterAll
  static void close() {
    REFERENCE.close();
  }

  record Drawn(int seed, Graph graph) {
    @Override
    public String toString() {
      return "seed " + seed;
    }
  }

  static Stream<Drawn> graphs() {
    return IntStream.range(0, GRAPHS).mapToObj(seed -> new Drawn(seed, graph(seed)));
  }

  private static Graph graph(int seed) {
    SeededRandom random = new SeededRandom(1000 + seed);
    List<Value> values = new ArrayList<>();
    int inputs = 1 + random.nextInt(2);
    for (int i = 0; i < inputs; i++) {
      values.add(Value.input(3 + random.nextInt(2)));
    }
    Dense shared = new Dense("shared", 4, 4, Activation.TANH, Initializers.heNormal());
    Graph block = Graph.of(Value.input(4).dense(4).layerNorm().tanh());
    values.add(values.get(0).dense(4));
    int steps = 4 + random.nextInt(9);
    for (int i = 0; i < steps; i++) {
      Value x = values.get(random.nextInt(values.size()));
      Value y = values.get(random.nextInt(values.size()));
      int width = x.shape().size();
      boolean alike = y.shape().equals(x.shape());
      values.add(
          switch (random.nextInt(14)) {
            case 0 -> x.dense(2 + random.nextInt(3));
            case 1 -> x.dense(4).tanh();
            case 2 -> x.sigmoid();
            case 3 -> x.gelu();
            case 4 -> x.layerNorm();
            case 5 -> x.batchNorm();
            case 6 -> x.dropout(0.3);
            case 7 -> x.softmax();
            case 8 -> alike ? x.add(y) : x.add(x);
            case 9 -> alike ? x.multiply(y) : x.multiply(x);
            case 10 -> i % 2 == 0 ? x.concat(y) : x.concat(y).columns(1, width);
            case 11 -> width == 4 ? x.then(shared) : x.dense(4).then(shared);
            case 12 -> width == 4 ? x.then(block) : x.dense(4).then(block.named("n" + i));
            default -> x.dense(4).batchNorm().gelu();
          });
    }
    List<Value> outputs = new ArrayList<>();
    outputs.add(values.getLast());
    for (int i = random.nextInt(3); i > 0; i--) {
      outputs.add(values.get(random.nextInt(values.size())));
    }
    return Graph.of(outputs.toArray(Value[]::new));
  }

  private static Network network(Drawn drawn) {
    Network network = drawn.graph().build(REFERENCE, drawn.seed());
    SeededRandom random = new SeededRandom(drawn.seed());
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.value().size(); i++) {
        double old = parameter.value().get(i);
        parameter.value().set(i, old + 0.2 * random.nextDouble());
      }
    }
    return network;
  }

  private static List<Tensor> batch(Graph graph, int rows, long seed) {
    SeededRandom random = new SeededRandom(seed);
    List<Tensor> batch = new ArrayList<>();
    for (Graph.Input input : graph.inputs()) {
      Tensor x = REFERENCE.zeros(input.shape().batch(rows));
      for (int i = 0; i < x.size(); i++) {
        x.set(i, random.nextGaussian());
      }
      batch.add(x);
    }
    return batch;
  }

  private static double[][] numbers(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::toDoubles).toArray(double[][]::new);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void gradientsAreThoseOfDifferences(Drawn drawn) {
    // Normalisations one after another bend more than the default step, 1e-3, resolves; and what
    // should be 0, a bias before one, is rounding, up to 1e-5 of the least size that counts.
    GradientCheck.Report report =
        new GradientCheck(network(drawn), 1e-4, 1).run(batch(drawn.graph(), 4, drawn.seed()));
    assertThat(report.maxRelativeError())
        .as("%s%n%s", report, drawn.graph().toText())
        .isLessThanOrEqualTo(1e-5);
  }

  /** No buffer shared, nothing planned: each layer called by itself. */
  @ParameterizedTest
  @MethodSource("graphs")
  void answersAreThoseOfLayersOneByOne(Drawn drawn) {
    Network network = network(drawn);
    Graph graph = network.graph();
    Workspace workspace = network.inferenceWorkspace();
    for (int rows : new int[] {4, 1, 6}) {
      List<Tensor> values = new ArrayList<>(batch(graph, rows, rows));
      double[][] answers = numbers(network.forward(values, workspace));
      for (Graph.Node node : graph.nodes()) {
        List<Tensor> inputs = node.inputs().stream().map(values::get).toList();
        Tensor y = REFERENCE.zeros(node.shape().batch(rows));
        if (node.layer().isView(false)) {
          y.copyFrom(inputs.get(0).toDoubles());
        } else {
          node.layer().forward(inputs, y, Workspace.forInference(REFERENCE));
        }
        values.add(y);
      }
      assertThat(answers)
          .as(graph.toText())
          .isDeepEqualTo(numbers(graph.outputs().stream().map(values::get).toList()));
    }
  }

  /** A workspace that has seen other batches, and one that has not. */
  @ParameterizedTest
  @MethodSource("graphs")
  void aWorkspaceRemembersNothingOfOtherBatches(Drawn drawn) {
    Network network = network(drawn);
    double[] state = network.parameterSet().state().toDoubles();
    Workspace used = network.trainingWorkspace().wantInputGradient(true);
    for (int rows : new int[] {5, 2, 7, 3, 7}) {
      List<Tensor> x = batch(network.graph(), rows, 10 + rows);
      Workspace fresh = network.trainingWorkspace().wantInputGradient(true);
      network.parameterSet().state().copyFrom(state);
      double[][] one = pass(network, x, used);
      network.parameterSet().state().copyFrom(state);
      assertThat(one)
          .as("%d rows%n%s", rows, drawn.graph().toText())
          .isDeepEqualTo(pass(network, x, fresh));
    }
  }

  private static double[][] pass(Network network, List<Tensor> x, Workspace workspace) {
    workspace.noiseSeed(3);
    network.parameterSet().clearGradients();
    List<Tensor> outputs = network.forward(x, workspace);
    List<double[]> all = new ArrayList<>(List.of(numbers(outputs)));
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor output : outputs) {
      Tensor gradient = REFERENCE.zeros(output.shape());
      for (int i = 0; i < gradient.size(); i++) {
        gradient.set(i, Math.sin(i + 1.0));
      }
      gradients.add(gradient);
    }
    network.backward(gradients, workspace);
    all.add(network.parameterSet().gradients().toDoubles());
    for (int i = 0; i < x.size(); i++) {
      all.add(network.inputGradient(i, workspace).toDoubles());
    }
    return all.toArray(double[][]::new);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void frozenCopiesAndTextsGiveTheSameAnswers(Drawn drawn) {
    Network network = network(drawn);
    List<Tensor> x = batch(drawn.graph(), 3, 77);
    double[][] answers = numbers(network.forward(x, network.inferenceWorkspace()));

    String text = drawn.graph().toText();
    assertThat(Graph.parse(text).toText()).isEqualTo(text);
    Network read = Graph.parse(text).build(REFERENCE, 0);
    assertThat(read.parameters().stream().map(Parameter::name))
        .containsExactlyElementsOf(network.parameters().stream().map(Parameter::name).toList());
    read.parameterSet().copyFrom(network.parameterSet());
    assertThat(numbers(read.forward(x, read.inferenceWorkspace()))).as(text).isDeepEqualTo(answers);

    Network frozen = network.frozen();
    double[][] frozenAnswers = numbers(frozen.forward(x, frozen.inferenceWorkspace()));
    for (int output = 0; output < answers.length; output++) {
      for (int i = 0; i < answers[output].length; i++) {
        double want = answers[output][i];
        assertThat(frozenAnswers[output][i])
            .as("output %d, element %d%n%s", output, i, text)
            .isCloseTo(want, within(1e-9 * (1 + Math.abs(want))));
      }
    }
  }
}
