package lanewise.loss;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * What a batch's outputs should be: class numbers, or values (one-hot, soft labels, regression
 * targets).
 */
public sealed interface Targets {
  /** The number of examples. */
  int count();

  /**
   * Class numbers, INT32, one per example; a negative one marks an example that is ignored.
   *
   * @param classes a view of the caller's numbers: nothing is copied
   */
  record Labels(Tensor classes) implements Targets {
    /** {@code count} of the numbers of an array, from {@code first} on. */
    public Labels(int[] labels, int first, int count) {
      this(Tensor.of(labels, first, Shape.of(count)));
    }

    /** All the labels of an array. */
    public static Labels of(int... labels) {
      return new Labels(labels, 0, labels.length);
    }

    @Override
    public int count() {
      return classes.size();
    }

    /** The class number of example i. */
    public int get(int i) {
      return classes.ints()[classes.offset() + i];
    }
  }

  /** Values of the shape of the output. */
  record Values(Tensor values) implements Targets {
    @Override
    public int count() {
      return values.shape().examples();
    }
  }
}
