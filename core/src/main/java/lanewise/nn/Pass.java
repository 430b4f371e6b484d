package lanewise.nn;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The memory of one caller's passes through one network, and the passes themselves. */
final class Pass {
  private final Network network;
  private final Graph graph;
  private final Backend backend;
  private final Workspace whole;
  private final PassPlan plan;
  private final int inputs;
  private final Step[] steps;
  private final Slot.Reshaped[] given;
  private final @Nullable Slot[] gradientSlots;
  private final Tensor[] values;
  private final @Nullable Tensor[] gradients;
  private final List<Tensor> outputs;
  private final Tensor[] outputArray;
  private final Tensor[] single = new Tensor[1];
  private final List<Tensor> singleList = Collections.unmodifiableList(Arrays.asList(single));
  private int capacity = -1;
  private boolean forwardDone;

  /** What one layer needs from call to call. */
  private static final class Step {
    final Graph.Node node;
    final Workspace workspace;
    final Slot output;
    final Tensor[] inputArray;
    final List<Tensor> inputs;
    final Gradients gradients;
    final @Nullable Slot[] addends;
    final @Nullable Tensor[] sums;
    final Slot.Reshaped view = new Slot.Reshaped();
    final Slot.Reshaped outputGradient = new Slot.Reshaped();
    final Slot.Reshaped[] inputGradients;
    final long stream;

    Step(Graph.Node node, Backend backend, boolean training) {
      this.node = node;
      int count = node.inputs().size();
      workspace = training ? Workspace.forTraining(backend) : Workspace.forInference(backend);
      output = new Slot(backend);
      inputArray = new Tensor[count];
      inputs = Collections.unmodifiableList(Arrays.asList(inputArray));
      gradients = new Gradients(count);
      addends = new @Nullable Slot[count];
      sums = new @Nullable Tensor[count];
      inputGradients = new Slot.Reshaped[count];
      Arrays.setAll(inputGradients, i -> new Slot.Reshaped());
      stream = SeededRandom.hash(node.value());
    }
  }

  Pass(Network network, Workspace whole) {
    this.network = network;
    this.whole = whole;
    graph = network.graph();
    backend = network.backend();
    plan = new PassPlan(graph, whole.training(), whole.wantsInputGradient());
    inputs = graph.inputs().size();
    int count = graph.nodes().size();
    steps = new Step[count];
    Arrays.setAll(steps, j -> new Step(graph.nodes().get(j), backend, whole.training()));
    given = new Slot.Reshaped[inputs];
    Arrays.setAll(given, i -> new Slot.Reshaped());
    gradientSlots = new @Nullable Slot[inputs + count];
    values = new Tensor[inputs + count];
    gradients = new @Nullable Tensor[inputs + count];
    outputArray = new Tensor[graph.outputs().size()];
    outputs = Collections.unmodifiableList(Arrays.asList(outputArray));
    makeSlots();
  }

  private void makeSlots() {
    for (int v = 0; v < gradientSlots.length; v++) {
      gradientSlots[v] = plan.gradientRequest(v) < 0 ? null : new Slot(backend);
    }
    for (int j = 0; j < steps.length; j++) {
      for (int i = 0; i < steps[j].addends.length; i++) {
        steps[j].addends[i] = plan.addendRequest(j, i) < 0 ? null : new Slot(backend);
      }
    }
  }

  Network network() {
    return network;
  }

  /** Gives every buffer its place in blocks that are large enough for so many examples. */
  private void reserve(int examples) {
    if (examples <= capacity) {
      return;
    }
    capacity = examples;
    MemoryPlan memory = plan.memory();
    Tensor[] blocks = new Tensor[memory.blockCount()];
    for (int b = 0; b < blocks.length; b++) {
      long size = memory.blockValues(b) * examples;
      if (size > Integer.MAX_VALUE - 64) {
        throw new ShapeException(
            "Network: "
                + examples
                + " examples need a buffer of "
                + size
                + " values, expected at most "
                + (Integer.MAX_VALUE - 64)
                + "; use a smaller batch");
      }
      blocks[b] = backend.zeros((int) size);
    }
    for (int v = 0; v < gradientSlots.length; v++) {
      place(gradientSlots[v], plan.gradientRequest(v), blocks);
    }
    for (int j = 0; j < steps.length; j++) {
      place(steps[j].output, plan.outputRequest(j), blocks);
      for (int i = 0; i < steps[j].addends.length; i++) {
        place(steps[j].addends[i], plan.addendRequest(j, i), blocks);
      }
      List<Integer> requests = plan.bufferRequests(j);
      for (int k = 0; k < requests.size(); k++) {
        place(steps[j].workspace.slot(plan.buffers(j).get(k).key()), requests.get(k), blocks);
      }
    }
  }

  private void place(@Nullable Slot slot, int request, Tensor[] blocks) {
    if (slot != null && request >= 0) {
      slot.place(blocks[plan.memory().blockOf(request)]);
    }
  }

  // ---------------------------------------------------------------- forward

  List<Tensor> forward(Tensor x) {
    if (inputs != 1) {
      throw new ShapeException("Network: one input, expected " + inputs + ": " + graph.inputs());
    }
    single[0] = x;
    return forward(singleList);
  }

  void forward(Tensor x, Network.OutputVisitor visitor) {
    single[0] = x;
    forward(singleList, visitor);
  }

  List<Tensor> forward(List<Tensor> batch) {
    return forward(batch, null);
  }

  private List<Tensor> forward(List<Tensor> batch, Network.@Nullable OutputVisitor visitor) {
    int examples = accept(batch);
    reserve(examples);
    forwardDone = false;
    for (int j = 0; j < steps.length; j++) {
      Step step = steps[j];
      for (int i = 0; i < step.inputArray.length; i++) {
        step.inputArray[i] = values[step.node.inputs().get(i)];
      }
      if (plan.isView(j)) {
        values[inputs + j] = step.view.of(step.inputArray[0], step.node.shape());
      } else {
        Tensor y = step.output.view(examples, step.node.shape());
        step.workspace.noiseOf(whole, step.stream);
        step.node.layer().forward(step.inputs, y, step.workspace);
        values[inputs + j] = y;
      }
      if (visitor != null && !visitor.visit(step.node.layer(), values[inputs + j])) {
        return outputs;
      }
    }
    for (int o = 0; o < outputArray.length; o++) {
      outputArray[o] = values[graph.outputs().get(o)];
    }
    forwardDone = true;
    return outputs;
  }

  private int accept(List<Tensor> batch) {
    if (batch.size() != inputs) {
      throw new ShapeException(
          "Network: " + batch.size() + " inputs, expected " + inputs + ": " + graph.inputs());
    }
    int examples = batch.get(0).shape().examples();
    for (int i = 0; i < inputs; i++) {
      Shape found = batch.get(i).shape();
      Shape example = graph.inputs().get(i).shape();
      if (found.rank() == 0 || found.exampleSize() != example.size()) {
        throw new ShapeException(
            "Network: input "
                + found
                + ", expected a batch of "
                + example
                + ", so "
                + example.size()
                + " values per example");
      }
      if (found.examples() != examples) {
        throw new ShapeException(
            "Network: inputs of "
                + examples
                + " and "
                + found.examples()
                + " examples, expected as many in each");
      }
      values[i] = given[i].of(batch.get(i), example);
    }
    return examples;
  }

  // ---------------------------------------------------------------- backward

  void backward(Tensor dY) {
    single[0] = dY;
    backward(singleList);
  }

  void backward(List<Tensor> outputGradients) {
    requireForward();
    if (outputGradients.size() != outputArray.length) {
      throw new ShapeException(
          "Network: "
              + outputGradients.size()
              + " output gradients, expected "
              + outputArray.length);
    }
    Arrays.fill(gradients, null);
    for (int o = 0; o < outputGradients.size(); o++) {
      begin(graph.outputs().get(o), outputGradients.get(o));
    }
    for (int j = steps.length - 1; j >= 0; j--) {
      if (plan.runsBackward(j)) {
        backward(j);
      }
    }
    forwardDone = false;
  }

  private void requireForward() {
    if (network.isFrozen()) {
      throw new LanewiseException(
          "Network: frozen, cannot be trained, expected a forward pass; train the network that was"
              + " frozen");
    }
    if (!whole.training()) {
      throw new LanewiseException(
          "Network: backward with an inference workspace, expected network.trainingWorkspace()");
    }
    if (!forwardDone) {
      throw new LanewiseException(
          "Network: backward without a forward pass before it, expected one each");
    }
  }

  /** The gradient of an output is the caller's where nothing is added to it, else a copy. */
  private void begin(int output, Tensor dY) {
    Tensor y = values[output];
    if (!dY.shape().equals(y.shape())) {
      throw new ShapeException(
          "Network: output gradient " + dY.shape() + ", expected " + y.shape());
    }
    int root = plan.root(output);
    Tensor known = gradients[root];
    if (known == null && !plan.hasContributions(root) && outputArray.length == 1) {
      gradients[root] = dY;
      return;
    }
    if (known == null) {
      Slot slot = gradientSlots[root];
      if (slot == null) {
        slot = new Slot(backend);
        gradientSlots[root] = slot;
      }
      known = slot.view(y.shape().examples(), plan.shape(root));
      gradients[root] = known;
      backend.elements().copy(dY, known);
    } else {
      backend.elements().axpy(1, dY, known);
    }
  }

  private void backward(int j) {
    Step step = steps[j];
    int root = plan.root(inputs + j);
    Tensor gradient = gradients[root];
    if (gradient == null) {
      // A layer none of whose readers runs backward: nothing depends on it.
      return;
    }
    int examples = values[inputs + j].shape().examples();
    Tensor dY = step.outputGradient.of(gradient, step.node.shape());
    for (int i = 0; i < step.inputArray.length; i++) {
      step.inputArray[i] = values[step.node.inputs().get(i)];
      prepare(step, j, i, examples);
    }
    step.node.layer().backward(dY, step.inputs, values[inputs + j], step.gradients, step.workspace);
    for (int i = 0; i < step.sums.length; i++) {
      Tensor sum = step.sums[i];
      Tensor addend = step.gradients.into(i);
      if (sum != null && addend != null) {
        backend.elements().axpy(1, addend, sum);
      }
    }
  }

  private void prepare(Step step, int j, int i, int examples) {
    step.sums[i] = null;
    if (!plan.wants(j, i)) {
      step.gradients.set(i, null, 0);
      return;
    }
    int input = step.node.inputs().get(i);
    int root = plan.root(input);
    Tensor gradient = gradients[root];
    boolean later = gradient != null;
    if (gradient == null) {
      Slot slot = gradientSlots[root];
      if (slot == null) {
        throw new IllegalStateException("no gradient planned of " + graph.name(root));
      }
      gradient = slot.view(examples, plan.shape(root));
      gradients[root] = gradient;
    }
    Tensor seen = step.inputGradients[i].of(gradient, plan.shape(input));
    Slot addend = step.addends[i];
    if (later && addend != null) {
      step.sums[i] = seen;
      step.gradients.set(i, addend.view(examples, plan.shape(input)), 0);
    } else {
      step.gradients.set(i, seen, later ? 1 : 0);
    }
  }

  /** The gradient of an input, after a backward pass. */
  Tensor inputGradient(int i) {
    Tensor gradient = gradients[i];
    if (gradient == null) {
      throw new LanewiseException(
          "Network: no gradient of input "
              + graph.inputs().get(i).name()
              + ", expected a backward pass with a workspace that wants it;"
              + " use wantInputGradient(true)");
    }
    return gradient;
  }

  long bufferedValues() {
    long values = capacity < 0 ? 0 : plan.memory().values() * capacity;
    for (Step step : steps) {
      values += step.workspace.bufferedValues();
    }
    return values;
  }
}
