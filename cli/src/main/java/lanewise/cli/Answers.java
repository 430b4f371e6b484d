package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.model.ModelFile;
import lanewise.tensor.DType;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What a saved model answers for some rows, as its loss lets it be read. */
final class Answers {
  private final Link link;
  private final List<String> classNames;
  private final Tensor numbers;
  private final int @Nullable [] classes;

  private Answers(Link link, List<String> classNames, Tensor numbers, int @Nullable [] classes) {
    this.link = link;
    this.classNames = classNames;
    this.numbers = numbers;
    this.classes = classes;
  }

  /**
   * The answers in a network's outputs.
   *
   * @param outputs (rows, outputs)
   */
  static Answers of(ModelFile model, Tensor outputs, Backend backend) {
    Link link = model.link();
    int rows = outputs.shape().examples();
    int choices = link.classes(outputs.shape().exampleSize());
    int[] classes = null;
    if (choices > 0 && model.classNames().size() == choices) {
      classes = new int[rows];
      // Not the largest probability: two scores may differ where their probabilities do not.
      link.classes(backend, outputs, classes, 0);
    }
    Tensor numbers = outputs;
    if (link.hasProbabilities()) {
      numbers = backend.zeros(rows, choices);
      link.probabilities(backend, outputs, numbers);
    }
    return new Answers(link, model.classNames(), numbers, classes);
  }

  /** What the numbers are. */
  private String kind() {
    return switch (link) {
      case SOFTMAX, SIGMOID, PROBABILITIES -> "probability";
      case SCORES -> "score";
      case VALUES -> "value";
    };
  }

  /** The answer for a row as one JSON object. */
  Map<String, Object> object(int row) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("row", row);
    if (classes != null) {
      object.put("class", classNames.get(classes[row]));
    }
    object.put(
        link.hasProbabilities() ? "probabilities" : kind() + "s",
        numbers.examples(row, 1).toDoubles());
    return object;
  }

  /**
   * The answer for a row as one line: {@code 0 setosa 0.9731} with a probability, {@code 0 setosa
   * score 3.25} without, {@code 0 price 231.5} for a value by its name.
   */
  String line(int row) {
    int cols = numbers.shape().exampleSize();
    if (classes != null) {
      double number = numbers.get(row * cols + classes[row]);
      return row
          + " "
          + classNames.get(classes[row])
          + " "
          + (link.hasProbabilities()
              ? String.format(Locale.ROOT, "%.4f", number)
              : kind() + " " + shortest(number));
    }
    StringBuilder line = new StringBuilder();
    line.append(row).append(' ').append(classNames.size() == 1 ? classNames.get(0) : kind());
    for (int col = 0; col < cols; col++) {
      line.append(' ').append(shortest(numbers.get(row * cols + col)));
    }
    return line.toString();
  }

  /** The fewest digits that tell the number from its neighbours. */
  private String shortest(double number) {
    return numbers.dtype() == DType.FLOAT32
        ? Float.toString((float) number)
        : Double.toString(number);
  }
}
