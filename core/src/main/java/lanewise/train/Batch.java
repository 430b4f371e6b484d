package lanewise.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lanewise.kernel.Backend;
import lanewise.loss.Targets;
import lanewise.nn.Cache;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one batch of some examples: features, labels and target values. Filling it with a
 * number of rows that it has held before allocates nothing.
 */
final class Batch {
  private static final int FEATURES = 0;
  private static final int VALUES = 1;

  private final Examples examples;
  private final Shape example;
  private final @Nullable Shape valueShape;
  private final Cache memory;
  private final int[] labels;
  private final List<Targets> targetsBySize = new ArrayList<>();
  private @Nullable Tensor features;
  private @Nullable Targets targets;

  Batch(Examples examples, Backend backend, int capacity) {
    this.examples = examples;
    this.memory = Cache.forInference(backend);
    this.labels = new int[capacity];
    this.example = examples.example();
    this.valueShape = examples.valueShape();
    memory.buffer(FEATURES, capacity, example);
    if (valueShape != null) {
      memory.buffer(VALUES, capacity, valueShape);
    }
  }

  /** Takes the examples {@code rows[0..count-1]}. */
  void fill(int[] rows, int count) {
    Tensor x = memory.buffer(FEATURES, count, example);
    examples.gather(rows, count, x, labels);
    if (valueShape != null) {
      examples.gatherValues(rows, count, memory.buffer(VALUES, count, valueShape));
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
    Targets made =
        valueShape == null
            ? new Targets.Labels(labels, 0, count)
            : new Targets.Values(memory.buffer(VALUES, count, valueShape));
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
