package lanewise.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lanewise.kernel.Backend;
import lanewise.loss.Targets;
import lanewise.nn.Key;
import lanewise.nn.Workspace;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one batch of some examples: features, labels and target values. Filling it with a
 * number of rows that it has held before allocates nothing.
 */
final class Batch {
  private static final Key FEATURES = Key.of("features");
  private static final Key VALUES = Key.of("values");
  private static final Key WEIGHTS = Key.of("weights");
  private static final Shape SCALAR = Shape.of();

  private final Examples examples;
  private final Shape example;
  private final @Nullable Shape valueShape;
  private final Workspace memory;
  private final int[] labels;
  private final List<Targets> targetsBySize = new ArrayList<>();
  private @Nullable Tensor features;
  private @Nullable Targets targets;

  Batch(Examples examples, Backend backend, int capacity) {
    this.examples = examples;
    this.memory = Workspace.forInference(backend);
    this.labels = new int[capacity];
    this.example = examples.example();
    this.valueShape = examples.valueShape();
    memory.tensor(FEATURES, capacity, example);
    if (valueShape != null) {
      memory.tensor(VALUES, capacity, valueShape);
    }
    if (examples.weighted()) {
      memory.tensor(WEIGHTS, capacity, SCALAR);
    }
  }

  /** Takes the examples {@code rows[0..count-1]}. */
  void fill(int[] rows, int count) {
    Tensor x = memory.tensor(FEATURES, count, example);
    examples.gather(rows, count, x, labels);
    if (valueShape != null) {
      examples.gatherValues(rows, count, memory.tensor(VALUES, count, valueShape));
    }
    if (examples.weighted()) {
      examples.gatherWeights(rows, count, memory.tensor(WEIGHTS, count, SCALAR));
    }
    features = x;
    targets = targets(count);
  }

  private Targets targets(int count) {
    for (int i = 0; i < targetsBySize.size(); i++) {
      if (targetsBySize.get(i).count() == count) {
        return targetsBySize.get(i);
      }
    }
    Tensor weights = examples.weighted() ? memory.tensor(WEIGHTS, count, SCALAR) : null;
    Targets made =
        valueShape == null
            ? new Targets.Labels(Tensor.of(labels, 0, Shape.of(count)), weights)
            : new Targets.Values(memory.tensor(VALUES, count, valueShape), weights);
    targetsBySize.add(made);
    return made;
  }

  /** The features of the rows of the latest {@link #fill}. */
  Tensor features() {
    return Objects.requireNonNull(features, "fill comes first");
  }

  /** What the loss compares the network's output with. */
  Targets targets() {
    return Objects.requireNonNull(targets, "fill comes first");
  }

  /** The class of each row; negative where it has none. */
  int[] labels() {
    return labels;
  }
}
