package lanewise.model;

import java.util.Arrays;
import java.util.Optional;
import lanewise.feature.TableEncoding;
import lanewise.feature.Task;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.Targets;
import lanewise.nn.Workspace;
import lanewise.table.Table;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Compares a model's answers with what is right: by its threshold, and values in their own units.
 *
 * @param loss that trained the model; empty where it is not known
 */
record Judge(AnswerForm form, Optional<Loss> loss, Backend backend) {

  /**
   * Answers beside what is right.
   *
   * @param numbers (rows, names): probabilities, scores, or values in their own units
   * @param classes the right class of each row, negative where there is none; null for a model that
   *     answers no class
   * @param values the right values, as {@code numbers}; null for a model that answers no values
   */
  @SuppressWarnings("ArrayRecordComponent") // Judgements are never compared.
  record Judgement(
      Metrics metrics, Tensor numbers, int @Nullable [] classes, @Nullable Tensor values) {}

  /** The answers to the rows of a table that has the target too. */
  Judgement judge(Tensor outputs, TableEncoding encoding, Table rows) {
    double @Nullable [] weights = encoding.weights(rows);
    Tensor given = weights == null ? null : Tensor.of(weights, 0, Shape.of(weights.length));
    Targets targets = encoding.target().targets(rows, given);
    int[] classes = encoding.target().classes(rows);
    if (classes != null) {
      return ofClasses(outputs, targets, classes);
    }
    double meanLoss = meanLoss(outputs, targets);
    Tensor numbers = form.numbers(backend, outputs);
    if (form.task() == Task.LABELS) {
      boolean[][] right = truths(((Targets.Values) targets).values(), 1);
      boolean[][] answered = truths(numbers, form.threshold());
      return new Judgement(Metrics.ofLabels(right, answered, meanLoss), numbers, null, null);
    }
    Tensor values = ownUnits(encoding, rows);
    return new Judgement(Metrics.ofValues(numbers, values, meanLoss), numbers, null, values);
  }

  /** The answers to rows of these classes, negative where a row has none. */
  Judgement judge(Tensor outputs, int[] classes) {
    return ofClasses(outputs, Targets.Labels.of(classes), classes);
  }

  private Judgement ofClasses(Tensor outputs, Targets targets, int[] classes) {
    Tensor numbers = form.numbers(backend, outputs);
    int[] answers = form.classes(backend, outputs, numbers);
    double[] yes = form.task() == Task.BINARY ? yes(form, numbers) : null;
    double meanLoss = meanLoss(outputs, targets);
    Metrics metrics =
        Metrics.ofClasses(backend, form.link(), outputs, classes, answers, yes, meanLoss)
            .named(form.names());
    return new Judgement(metrics, numbers, classes, null);
  }

  /** The probability of the second class, or by how much its score exceeds that of the first. */
  static double[] yes(AnswerForm form, Tensor numbers) {
    double[] yes = new double[numbers.shape().examples()];
    Arrays.setAll(
        yes,
        row ->
            form.hasProbabilities()
                ? numbers.get(2 * row + 1)
                : numbers.get(2 * row + 1) - numbers.get(2 * row));
    return yes;
  }

  private static boolean[][] truths(Tensor numbers, double threshold) {
    int cols = numbers.shape().exampleSize();
    boolean[][] truths = new boolean[numbers.shape().examples()][cols];
    for (int row = 0; row < truths.length; row++) {
      for (int col = 0; col < cols; col++) {
        truths[row][col] = numbers.get(row * cols + col) >= threshold;
      }
    }
    return truths;
  }

  private static Tensor ownUnits(TableEncoding encoding, Table rows) {
    int cols = encoding.target().columns().size();
    double[] values = new double[rows.rows() * cols];
    for (int col = 0; col < cols; col++) {
      double[] ofColumn = encoding.values(rows, col);
      for (int row = 0; row < ofColumn.length; row++) {
        values[row * cols + col] = ofColumn[row];
      }
    }
    return Tensor.of(values, 0, Shape.of(rows.rows(), cols));
  }

  private double meanLoss(Tensor outputs, Targets targets) {
    return loss.map(known -> known.forward(outputs, targets, Workspace.forInference(backend)))
        .orElse(Double.NaN);
  }
}
