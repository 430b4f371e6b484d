package lanewise.loss;

import java.util.Locale;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * What a network's output means, which follows from the loss that trained it: how probabilities and
 * a class are read from it, and whether there are any.
 *
 * <p>With one output of {@link #SIGMOID} or {@link #PROBABILITIES} there are two classes, and the
 * output speaks for the second. With one output of {@link #SCORES} or {@link #VALUES} there is no
 * choice of classes.
 */
public enum Link {
  /** Logits, or log-probabilities, of classes that exclude each other. */
  SOFTMAX,
  /** A logit per output, each of a yes and a no of its own. */
  SIGMOID,
  /** A probability per output, each of a yes and a no of its own. */
  PROBABILITIES,
  /** Scores of classes: the larger, the likelier; probabilities cannot be told from them. */
  SCORES,
  /** The values themselves that the network was taught: of a regression, or of classes as 0, 1. */
  VALUES;

  /**
   * Checks that outputs of this meaning can be so many.
   *
   * @throws ShapeException for a softmax of one output, which is 1 whatever the row
   */
  public void requireOutputs(int outputs) {
    if (this == SOFTMAX && outputs < 2) {
      throw new ShapeException(
          "softmax: "
              + outputs
              + " output, expected 2 or more, one per class; for two classes and one output take"
              + " the binary cross-entropy, for a value the squared error");
    }
  }

  /** How many classes so many outputs choose from; 0 where there is no choice. */
  public int classes(int outputs) {
    return outputs > 1 ? outputs : hasProbabilities() ? 2 : 0;
  }

  /** Whether {@link #probabilities} has an answer. */
  public boolean hasProbabilities() {
    return switch (this) {
      case SOFTMAX, SIGMOID, PROBABILITIES -> true;
      case SCORES, VALUES -> false;
    };
  }

  /**
   * Whether the probabilities of a row are those of classes of which one holds: of a softmax, and
   * of the two classes of one output. Else each is that of a yes of its own, and they need not add
   * up to 1.
   */
  public boolean isDistribution(int outputs) {
    return this == SOFTMAX || (hasProbabilities() && outputs == 1);
  }

  /** What a single output must exceed to answer the second class; 0 where there is no choice. */
  public double threshold() {
    return this == PROBABILITIES ? 0.5 : 0;
  }

  /**
   * The probabilities of the classes.
   *
   * @param outputs (N, ...) of a network, not modified
   * @param probabilities receives (N, {@link #classes})
   * @throws NoAnswerException if there are none
   */
  public void probabilities(Backend backend, Tensor outputs, Tensor probabilities) {
    int cols = outputs.shape().exampleSize();
    requireOutputs(cols);
    switch (this) {
      case SOFTMAX -> backend.rowOps().softmax(rowsOf(outputs), probabilities);
      case SIGMOID -> {
        Tensor ofOutputs = probabilities.slice(0, Shape.of(outputs.size()));
        backend.elements().activate(Activation.SIGMOID, outputs, ofOutputs);
        spread(cols, probabilities);
      }
      case PROBABILITIES -> {
        probabilities.slice(0, Shape.of(outputs.size())).copyFrom(outputs);
        spread(cols, probabilities);
      }
      case SCORES, VALUES ->
          throw new NoAnswerException(
              "probabilities: the network's output is "
                  + name().toLowerCase(Locale.ROOT)
                  + ", expected one trained by a loss of probabilities; read scores() instead");
    }
  }

  /** An example of any shape as one row. */
  private static Tensor rowsOf(Tensor outputs) {
    return outputs.shape().rank() == 2
        ? outputs
        : outputs.reshape(Shape.of(outputs.shape().examples(), outputs.shape().exampleSize()));
  }

  /** From p, q, ... at the front to 1 - p, p, 1 - q, q, ...; nothing for several outputs. */
  private static void spread(int cols, Tensor probabilities) {
    if (cols == 1) {
      for (int row = probabilities.shape().examples() - 1; row >= 0; row--) {
        double second = probabilities.get(row);
        probabilities.set(2 * row + 1, second);
        probabilities.set(2 * row, 1 - second);
      }
    }
  }

  /**
   * The likeliest class of each row: of several outputs the largest, the first of equals; of one
   * output the second class where it exceeds {@link #threshold}.
   *
   * @param outputs (N, ...) of a network
   * @param classes receives the class of row i at {@code first + i}
   * @throws NoAnswerException if there is no choice
   */
  public void classes(Backend backend, Tensor outputs, int[] classes, int first) {
    int rows = outputs.shape().examples();
    int cols = outputs.shape().exampleSize();
    requireOutputs(cols);
    if (cols > 1) {
      backend.reductions().argmax(rowsOf(outputs), Tensor.of(classes, first, Shape.of(rows)));
      return;
    }
    if (classes(cols) == 0) {
      throw new NoAnswerException(
          "classes: 1 output of "
              + name().toLowerCase(Locale.ROOT)
              + ", expected 2 or more, or one trained by a loss of probabilities; read scores()"
              + " instead");
    }
    for (int row = 0; row < rows; row++) {
      classes[first + row] = outputs.get(row) > threshold() ? 1 : 0;
    }
  }
}
