package lanewise.train;

import lanewise.loss.Targets;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Rows of tensors that the caller holds. */
record TensorExamples(Tensor features, Targets targets) implements Examples {
  TensorExamples {
    int rows = features.shape().rank() == 0 ? 0 : features.shape().examples();
    if (rows == 0) {
      throw new TrainingException(
          "Examples: features " + features.shape() + ", expected 1 row or more");
    }
    if (targets.count() != rows) {
      throw new TrainingException(
          "Examples: "
              + targets.count()
              + " targets, expected "
              + rows
              + ", one per row of features");
    }
    Tensor weights = targets.weights();
    if (weights != null && weights.size() != rows) {
      throw new TrainingException(
          "Examples: " + weights.size() + " weights, expected " + rows + ", one per row");
    }
  }

  @Override
  public int count() {
    return features.shape().examples();
  }

  @Override
  public Shape example() {
    return features.shape().example();
  }

  @Override
  public void gather(int[] rows, int count, Tensor x, int[] labels) {
    copyRows(features, rows, count, x);
    for (int i = 0; i < count; i++) {
      labels[i] = label(rows[i]);
    }
  }

  private int label(int row) {
    return switch (targets) {
      case Targets.Labels labels -> labels.get(row);
      case Targets.Values values -> -1;
    };
  }

  @Override
  public @Nullable Shape valueShape() {
    return targets instanceof Targets.Values values ? values.values().shape().example() : null;
  }

  @Override
  public void gatherValues(int[] rows, int count, Tensor values) {
    if (targets instanceof Targets.Values held) {
      copyRows(held.values(), rows, count, values);
    } else {
      Examples.super.gatherValues(rows, count, values);
    }
  }

  @Override
  public boolean weighted() {
    return targets.weights() != null;
  }

  @Override
  public void gatherWeights(int[] rows, int count, Tensor weights) {
    Tensor held = targets.weights();
    if (held == null) {
      Examples.super.gatherWeights(rows, count, weights);
      return;
    }
    for (int i = 0; i < count; i++) {
      weights.set(i, held.get(rows[i]));
    }
  }

  private static void copyRows(Tensor source, int[] rows, int count, Tensor target) {
    int cols = source.shape().exampleSize();
    if (target.size() != (long) count * cols) {
      throw new ShapeException(
          "Examples: batch "
              + target.shape()
              + ", expected "
              + count
              + " rows of "
              + cols
              + " values");
    }
    if (source.dtype() == DType.FLOAT32 && target.dtype() == DType.FLOAT32) {
      copyRows(source.floats(), source.offset(), rows, count, cols, target);
      return;
    }
    for (int i = 0; i < count; i++) {
      int from = rows[i] * cols;
      if (source.dtype() == target.dtype()) {
        System.arraycopy(
            source.array(),
            source.offset() + from,
            target.array(),
            target.offset() + i * cols,
            cols);
        continue;
      }
      for (int j = 0; j < cols; j++) {
        target.set(i * cols + j, source.get(from + j));
      }
    }
  }

  /** Of arrays whose type the JIT knows, it copies a row in a few instructions. */
  private static void copyRows(
      float[] source, int first, int[] rows, int count, int cols, Tensor target) {
    float[] copies = target.floats();
    int to = target.offset();
    for (int i = 0; i < count; i++) {
      System.arraycopy(source, first + rows[i] * cols, copies, to, cols);
      to += cols;
    }
  }
}
