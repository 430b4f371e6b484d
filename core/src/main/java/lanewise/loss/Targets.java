package lanewise.loss;

import lanewise.tensor.Tensor;

/**
 * What a batch's outputs should be: class numbers, or values (one-hot, soft labels, regression
 * targets).
 */
public sealed interface Targets {
  /** The number of examples. */
  int count();

  /**
   * Class numbers, {@code labels[first]} to {@code labels[first + count - 1]}; a negative one marks
   * an example that is ignored.
   */
  // A view of the caller's array, by design: nothing is copied, and nobody compares labels.
  @SuppressWarnings("ArrayRecordComponent")
  record Labels(int[] labels, int first, int count) implements Targets {
    /** All the labels of an array. */
    public static Labels of(int... labels) {
      return new Labels(labels, 0, labels.length);
    }
  }

  /** Values of the shape of the output. */
  record Values(Tensor values) implements Targets {
    @Override
    public int count() {
      return values.shape().rows();
    }
  }
}
