package lanewise.train;

import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.TargetDomain;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Looks at the target values of examples before a loss does, once: one pass over the values,
 * without the features, as the network's element type holds them.
 */
final class TargetCheck {
  /** What is copied at once, unless one row has more. */
  private static final int VALUES_AT_ONCE = 1 << 14;

  private TargetCheck() {}

  /**
   * Checks the values of all rows.
   *
   * @param what whose targets these are, for the message
   * @throws TrainingException if one lies outside the loss's domain, or a weight is none
   */
  static void require(String what, Examples examples, Loss loss, Backend backend) {
    require(what, examples, rowsOf(examples), loss, backend);
  }

  /** As {@link #require(String, Examples, Loss, Backend)}, of some rows. */
  static void require(String what, Examples examples, int[] rows, Loss loss, Backend backend) {
    if (examples.weighted()) {
      requireWeights(what, examples, rows, loss, backend);
    }
    Shape shape = examples.valueShape();
    if (shape == null || rows.length == 0 || loss.targetDomain() == TargetDomain.ANY) {
      return;
    }
    int atOnce = Math.max(1, VALUES_AT_ONCE / Math.max(1, shape.size()));
    int[] chunk = new int[Math.min(atOnce, rows.length)];
    Tensor memory = backend.zeros(shape.batch(chunk.length));
    for (int first = 0; first < rows.length; first += chunk.length) {
      int count = Math.min(chunk.length, rows.length - first);
      System.arraycopy(rows, first, chunk, 0, count);
      Tensor values = memory.slice(0, shape.batch(count));
      examples.gatherValues(chunk, count, values);
      requireValues(what, values, chunk, loss);
    }
  }

  private static void requireWeights(
      String what, Examples examples, int[] rows, Loss loss, Backend backend) {
    if (!loss.heedsWeights()) {
      throw new TrainingException(
          what
              + ": weights for the loss "
              + loss.name()
              + ", which heeds none, expected examples without, or another loss");
    }
    Tensor weights = backend.zeros(rows.length);
    examples.gatherWeights(rows, rows.length, weights);
    for (int i = 0; i < rows.length; i++) {
      if (!(weights.get(i) >= 0 && weights.get(i) < Double.POSITIVE_INFINITY)) {
        throw new TrainingException(
            what
                + ": weight "
                + weights.get(i)
                + " of row "
                + rows[i]
                + ", expected a finite number, 0 or more");
      }
    }
  }

  /** The numbers of all rows, in their order. */
  static int[] rowsOf(Examples examples) {
    int[] rows = new int[examples.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return rows;
  }

  private static void requireValues(String what, Tensor values, int[] rows, Loss loss) {
    int at = firstOutside(values, loss.targetDomain());
    if (at >= 0) {
      int cols = values.shape().exampleSize();
      throw new TrainingException(
          what
              + ": "
              + values.get(at)
              + " in row "
              + rows[at / cols]
              + ", column "
              + at % cols
              + ", expected "
              + loss.targetDomain().rule()
              + " for the loss "
              + loss.name()
              + "; correct the row or leave it out");
    }
  }

  private static int firstOutside(Tensor values, TargetDomain domain) {
    for (int i = 0; i < values.size(); i++) {
      if (!domain.includes(values.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
