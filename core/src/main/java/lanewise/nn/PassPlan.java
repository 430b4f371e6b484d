package lanewise.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.Shape;

/**
 * What the passes of a graph do, settled before the first: which values are only views of others,
 * which gradients are wanted, where gradients meet, and which buffers share memory.
 *
 * <p>Layer j runs forward at time j and backward at time 2n - 1 - j, n being the number of layers.
 */
final class PassPlan {
  private final Graph graph;
  private final boolean training;
  private final int inputs;
  private final int count;

  /** For each value the one whose elements it shows: itself unless it is the output of a view. */
  private final int[] root;

  /** For each root whether a gradient of it is computed. */
  private final boolean[] wanted;

  /** For each root the time of the first contribution to its gradient; -1 if there is none. */
  private final int[] firstWrite;

  /** For each root whether it is an output. */
  private final boolean[] output;

  private final MemoryPlan memory = new MemoryPlan();
  private final int[] outputRequest;
  private final int[] gradientRequest;
  private final List<List<Integer>> bufferRequests = new ArrayList<>();
  private final int[][] addendRequest;

  PassPlan(Graph graph, boolean training, boolean inputGradient) {
    this.graph = graph;
    this.training = training;
    inputs = graph.inputs().size();
    count = graph.nodes().size();
    int values = inputs + count;
    root = new int[values];
    wanted = new boolean[values];
    firstWrite = new int[values];
    output = new boolean[values];
    outputRequest = new int[count];
    gradientRequest = new int[values];
    addendRequest = new int[count][];
    findRoots();
    if (training) {
      findWanted(inputGradient);
      findFirstWrites();
    }
    placeOutputs();
    placeBuffers();
    placeGradients();
    memory.dealt();
  }

  private void findRoots() {
    for (int v = 0; v < root.length; v++) {
      root[v] = v < inputs || !isView(v - inputs) ? v : root[node(v - inputs).inputs().get(0)];
    }
    for (int v : graph.outputs()) {
      output[root[v]] = true;
    }
  }

  private void findWanted(boolean inputGradient) {
    Arrays.fill(wanted, 0, inputs, inputGradient);
    for (int j = 0; j < count; j++) {
      int v = inputs + j;
      if (root[v] == v) {
        wanted[v] =
            node(j).layer().parameters().stream().anyMatch(Parameter::isLearned)
                || node(j).inputs().stream().anyMatch(input -> wanted[root[input]]);
      }
    }
  }

  private void findFirstWrites() {
    Arrays.fill(firstWrite, -1);
    for (int j = count - 1; j >= 0; j--) {
      if (runsBackward(j)) {
        for (int input : node(j).inputs()) {
          if (wanted[root[input]] && firstWrite[root[input]] < 0) {
            firstWrite[root[input]] = backwardTime(j);
          }
        }
      }
    }
  }

  /**
   * An output lives until its last reader has read it, on either way; those of the graph for ever.
   */
  private void placeOutputs() {
    int[] last = new int[root.length];
    for (int j = 0; j < count; j++) {
      last[root[inputs + j]] =
          Math.max(
              last[root[inputs + j]],
              training && node(j).layer().readsOutput() ? backwardTime(j) : j);
      for (int input : node(j).inputs()) {
        boolean again = training && runsBackward(j) && node(j).layer().readsInputs();
        last[root[input]] = Math.max(last[root[input]], again ? backwardTime(j) : j);
      }
    }
    for (int j = 0; j < count; j++) {
      int v = inputs + j;
      outputRequest[j] =
          root[v] == v
              ? memory.add(
                  new MemoryPlan.Request(node(j).shape().size(), j, output[v] ? end() : last[v]))
              : -1;
    }
  }

  private void placeBuffers() {
    for (int j = 0; j < count; j++) {
      List<Integer> numbers = new ArrayList<>();
      for (Buffer buffer : isView(j) ? List.<Buffer>of() : buffers(j)) {
        int from = buffer.use() == Buffer.Use.BACKWARD ? backwardTime(j) : j;
        int to = training && buffer.use() != Buffer.Use.FORWARD ? backwardTime(j) : j;
        numbers.add(
            training || buffer.use() != Buffer.Use.BACKWARD
                ? memory.add(new MemoryPlan.Request(buffer.example().size(), from, to))
                : -1);
      }
      bufferRequests.add(numbers);
    }
  }

  /** A gradient lives from the first contribution to its use, those of inputs to the end. */
  private void placeGradients() {
    Arrays.fill(gradientRequest, -1);
    for (int v = 0; v < root.length && training; v++) {
      if (root[v] == v && wanted[v] && firstWrite[v] >= 0) {
        // The gradient of an output is given before any layer runs.
        int from = output[v] ? count : firstWrite[v];
        int to = v < inputs ? end() : backwardTime(v - inputs);
        gradientRequest[v] = memory.add(new MemoryPlan.Request(shape(v).size(), from, to));
      }
    }
    for (int j = 0; j < count; j++) {
      int[] numbers = new int[node(j).inputs().size()];
      Arrays.fill(numbers, -1);
      for (int i = 0; i < numbers.length; i++) {
        if (addsApart(j, i)) {
          long size = shape(node(j).inputs().get(i)).size();
          numbers[i] = memory.add(new MemoryPlan.Request(size, backwardTime(j), backwardTime(j)));
        }
      }
      addendRequest[j] = numbers;
    }
  }

  // ---------------------------------------------------------------- what was settled

  Graph.Node node(int j) {
    return graph.nodes().get(j);
  }

  Shape shape(int value) {
    return graph.shape(value);
  }

  boolean isView(int j) {
    return node(j).layer().isView(training);
  }

  int root(int value) {
    return root[value];
  }

  /** Whether layer j has anything to do on the way back. */
  boolean runsBackward(int j) {
    return training && wanted[root[inputs + j]] && !isView(j);
  }

  /** Whether layer j has to give the gradient of its i-th input. */
  boolean wants(int j, int i) {
    return wanted[root[node(j).inputs().get(i)]];
  }

  /** Whether the i-th input of layer j gets a gradient that others have contributed to before. */
  boolean isLater(int j, int i) {
    int v = root[node(j).inputs().get(i)];
    boolean givenBefore = output[v];
    boolean sameLayerBefore = false;
    for (int before = 0; before < i; before++) {
      sameLayerBefore |= root[node(j).inputs().get(before)] == v;
    }
    return givenBefore || sameLayerBefore || firstWrite[v] != backwardTime(j);
  }

  /** Whether a later contribution needs memory of its own, from which it is added. */
  boolean addsApart(int j, int i) {
    return runsBackward(j) && wants(j, i) && isLater(j, i) && !node(j).layer().accumulates();
  }

  /** Whether layers contribute to the gradient of a root. */
  boolean hasContributions(int value) {
    return firstWrite[value] >= 0;
  }

  MemoryPlan memory() {
    return memory;
  }

  int outputRequest(int j) {
    return outputRequest[j];
  }

  /** The number of the gradient's buffer, or -1 where none is needed. */
  int gradientRequest(int value) {
    return gradientRequest[value];
  }

  /** The number of the buffer for an addend, or -1 where none is needed. */
  int addendRequest(int j, int i) {
    return addendRequest[j][i];
  }

  List<Buffer> buffers(int j) {
    return node(j).layer().buffers(node(j).inputs().stream().map(this::shape).toList());
  }

  List<Integer> bufferRequests(int j) {
    return bufferRequests.get(j);
  }

  private int backwardTime(int j) {
    return 2 * count - 1 - j;
  }

  private int end() {
    return 2 * count;
  }
}
