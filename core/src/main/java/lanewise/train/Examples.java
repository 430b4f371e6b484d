package lanewise.train;

import lanewise.data.Dataset;
import lanewise.loss.Targets;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a network is trained or judged on: features, and what the network should say of them.
 *
 * <p>An implementation copies rows into a batch when it is asked, so the data lies in memory once,
 * whatever element type the backend computes in. Safe for concurrent reads.
 */
public interface Examples {
  /** The number of examples; 1 or more. */
  int count();

  /** The shape of one example's features. */
  Shape example();

  /**
   * Copies the features and classes of the rows {@code rows[0..count-1]}; allocates nothing.
   *
   * @param x (count, ...), of either element type
   * @param labels receives the class of each row in its first {@code count} elements: negative
   *     where it has none, and so does not count in the metrics
   */
  void gather(int[] rows, int count, Tensor x, int[] labels);

  /** The shape of one example's target values; null where the targets are the labels. */
  default @Nullable Shape valueShape() {
    return null;
  }

  /**
   * Copies the target values of the rows {@code rows[0..count-1]}; allocates nothing. Only called
   * where {@link #valueShape} is not null.
   *
   * @param values (count, ...), of either element type
   */
  default void gatherValues(int[] rows, int count, Tensor values) {
    throw new TrainingException(
        "Examples: target values of examples that have labels only, expected valueShape() null");
  }

  /** Whether each row has a weight of its own; else all count alike. */
  default boolean weighted() {
    return false;
  }

  /**
   * Copies the weights of the rows {@code rows[0..count-1]}; allocates nothing. Only called where
   * {@link #weighted} is true.
   *
   * @param weights (count), of either element type; receives finite numbers, 0 or more
   */
  default void gatherWeights(int[] rows, int count, Tensor weights) {
    throw new TrainingException("Examples: weights of examples without, expected weighted() false");
  }

  /** The examples of a data set, or of a subset of one; nothing is copied. */
  static Examples of(Dataset dataset) {
    return new DatasetExamples(dataset);
  }

  /**
   * Examples in the caller's tensors; nothing is copied.
   *
   * @param features (count, ...)
   * @param targets labels, or values of the shape (count, ...)
   * @throws TrainingException if there is no row or the counts differ
   */
  static Examples of(Tensor features, Targets targets) {
    return new TensorExamples(features, targets);
  }
}
