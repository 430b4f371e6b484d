package lanewise.loss;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a batch's outputs should be: class numbers, or values (one-hot, soft labels, regression
 * targets).
 */
public sealed interface Targets {
  /** The number of examples. */
  int count();

  /**
   * How much each example counts, one finite number per example, 0 or more; null where all count
   * alike. A weight of 2 is the example twice, one of 0 its absence.
   */
  @Nullable Tensor weights();

  /**
   * Class numbers, INT32, one per example; a negative one marks an example that is ignored.
   *
   * @param classes a view of the caller's numbers: nothing is copied
   */
  record Labels(Tensor classes, @Nullable Tensor weights) implements Targets {
    /** Labels that count alike. */
    public Labels(Tensor classes) {
      this(classes, null);
    }

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
  record Values(Tensor values, @Nullable Tensor weights) implements Targets {
    /** Values that count alike. */
    public Values(Tensor values) {
      this(values, null);
    }

    @Override
    public int count() {
      return values.shape().examples();
    }
  }
}
