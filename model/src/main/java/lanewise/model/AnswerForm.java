package lanewise.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lanewise.feature.TableEncoding;
import lanewise.feature.Task;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.NoAnswerException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How a network's outputs become answers.
 *
 * @param names of the classes, labels or values
 * @param threshold the probability from which on a yes is answered
 * @param encoding what gives values back in their own units; null where they are in them
 */
record AnswerForm(
    Task task, Link link, List<String> names, double threshold, @Nullable TableEncoding encoding) {

  boolean hasProbabilities() {
    return link.hasProbabilities();
  }

  /** Whether a probability is a yes. */
  boolean isYes(double probability) {
    return probability >= threshold;
  }

  /**
   * What is answered with: (rows, names), probabilities where there are some, else scores or
   * values.
   *
   * @param outputs (rows, outputs) of the network, not modified
   */
  Tensor numbers(Backend backend, Tensor outputs) {
    if (!hasProbabilities()) {
      return task == Task.VALUES ? inOwnUnits(outputs) : outputs;
    }
    Tensor probabilities = backend.zeros(outputs.shape().examples(), names.size());
    link.probabilities(backend, outputs, probabilities);
    return probabilities;
  }

  /** float64, as amounts may be large. */
  private Tensor inOwnUnits(Tensor outputs) {
    double[] values = outputs.toDoubles();
    int cols = outputs.shape().exampleSize();
    if (encoding != null) {
      for (int i = 0; i < values.length; i++) {
        values[i] = encoding.value(i % cols, values[i]);
      }
    }
    return Tensor.of(values, 0, outputs.shape());
  }

  /** The class of each row; negative where there is none. */
  int[] classes(Backend backend, Tensor outputs, Tensor numbers) {
    int[] classes = new int[outputs.shape().examples()];
    if (task == Task.VALUES || task == Task.LABELS) {
      Arrays.fill(classes, -1);
    } else if (task == Task.BINARY && hasProbabilities() && threshold != 0.5) {
      for (int row = 0; row < classes.length; row++) {
        classes[row] = isYes(numbers.get(2 * row + 1)) ? 1 : 0;
      }
    } else {
      // Not by the probabilities: two scores may differ where their probabilities do not.
      link.classes(backend, outputs, classes, 0);
    }
    return classes;
  }

  /** The answers for all rows of the outputs. */
  Prediction[] predictions(Backend backend, Tensor outputs) {
    Tensor numbers = numbers(backend, outputs);
    int[] classes = classes(backend, outputs, numbers);
    int cols = numbers.shape().exampleSize();
    Prediction[] predictions = new Prediction[classes.length];
    for (int row = 0; row < classes.length; row++) {
      double[] ofRow = new double[cols];
      for (int col = 0; col < cols; col++) {
        ofRow[col] = numbers.get(row * cols + col);
      }
      predictions[row] = new Prediction(this, ofRow, classes[row]);
    }
    return predictions;
  }

  NoAnswerException noAnswer(String asked, String expected) {
    return new NoAnswerException(
        "prediction: "
            + asked
            + " of a model of "
            + task.name().toLowerCase(Locale.ROOT)
            + " "
            + names
            + " whose outputs are "
            + link.name().toLowerCase(Locale.ROOT)
            + ", expected "
            + expected);
  }
}
