package lanewise.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lanewise.feature.Task;
import lanewise.loss.NoAnswerException;

/**
 * A model's answer for one row. What is asked must be what the model learned: a label of classes, a
 * value of numbers, labels of labels; probabilities only where the loss gives some. Immutable.
 */
public final class Prediction {
  private final AnswerForm form;
  private final double[] numbers;
  private final int answer;

  /**
   * @param numbers probabilities where the form has some, else scores or values
   * @param answer the class; negative where there is none
   */
  Prediction(AnswerForm form, double[] numbers, int answer) {
    this.form = form;
    this.numbers = numbers;
    this.answer = answer;
  }

  /** What the model learned to answer. */
  public Task task() {
    return form.task();
  }

  /**
   * The class answered: the likeliest, or of two the second where its probability is at least the
   * model's threshold.
   *
   * @throws NoAnswerException if the model answers no class
   */
  public String label() {
    if (answer < 0) {
      throw form.noAnswer("label", "a model of classes");
    }
    return form.names().get(answer);
  }

  /**
   * The probability of a class, or of a label.
   *
   * @throws NoAnswerException if the loss of the model gives no probabilities, or there is no such
   *     class
   */
  public double probability(String name) {
    requireProbabilities();
    return numbers[place(name)];
  }

  /** The probability of {@link #label}. */
  public double probability() {
    return probability(label());
  }

  /** The probabilities of the classes or labels, in their order. */
  public Map<String, Double> probabilities() {
    requireProbabilities();
    return named();
  }

  /**
   * The raw scores of the classes, where the loss gives no probabilities (hinge).
   *
   * @throws NoAnswerException if the model gives probabilities or values
   */
  public Map<String, Double> scores() {
    if (form.hasProbabilities() || task() == Task.VALUES) {
      throw form.noAnswer("scores", "a model of scores");
    }
    return named();
  }

  /**
   * The number answered, in the target's own unit.
   *
   * @throws NoAnswerException if the model answers several, or none
   */
  public double value() {
    if (task() != Task.VALUES || numbers.length != 1) {
      throw form.noAnswer("value", "a model of one value");
    }
    return numbers[0];
  }

  /**
   * The number answered for a target column, in its own unit.
   *
   * @throws NoAnswerException if the model answers no such number
   */
  public double value(String column) {
    if (task() != Task.VALUES) {
      throw form.noAnswer("value", "a model of values");
    }
    return numbers[place(column)];
  }

  /**
   * The labels whose probability is at least the model's threshold.
   *
   * @throws NoAnswerException if the model was not taught labels
   */
  public Set<String> labels() {
    if (task() != Task.LABELS) {
      throw form.noAnswer("labels", "a model of labels");
    }
    Set<String> labels = new LinkedHashSet<>();
    for (int i = 0; i < numbers.length; i++) {
      if (form.isYes(numbers[i])) {
        labels.add(form.names().get(i));
      }
    }
    return labels;
  }

  /**
   * The answer as plain values, for JSON: {@code label} with {@code probabilities} or {@code
   * scores}, {@code labels} with {@code probabilities}, or {@code values}, the last three by name.
   */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (task()) {
      case BINARY, CLASSES -> map.put("label", label());
      case LABELS -> map.put("labels", List.copyOf(labels()));
      case VALUES -> {}
    }
    String numbersAre =
        task() == Task.VALUES ? "values" : form.hasProbabilities() ? "probabilities" : "scores";
    map.put(numbersAre, named());
    return map;
  }

  /** The numbers behind the answer, in the order of their names: a copy. */
  double[] numbers() {
    return numbers.clone();
  }

  private void requireProbabilities() {
    if (!form.hasProbabilities()) {
      throw form.noAnswer("probability", "one trained by a loss of probabilities");
    }
  }

  private int place(String name) {
    int place = form.names().indexOf(name);
    if (place < 0) {
      throw form.noAnswer("\"" + name + "\"", "one of " + form.names());
    }
    return place;
  }

  private Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      named.put(form.names().get(i), numbers[i]);
    }
    return named;
  }

  /** The form {@code setosa 0.9731}, {@code 231.5}, or {@code [red, round]}. */
  @Override
  public String toString() {
    return switch (task()) {
      case BINARY, CLASSES ->
          form.hasProbabilities()
              ? String.format(Locale.ROOT, "%s %.4f", label(), probability())
              : label() + " " + numbers[answer];
      case VALUES -> numbers.length == 1 ? Double.toString(numbers[0]) : Arrays.toString(numbers);
      case LABELS -> labels().toString();
    };
  }
}
