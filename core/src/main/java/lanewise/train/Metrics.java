package lanewise.train;

import java.util.Arrays;

/**
 * What a network's answers to some examples are worth. Examples without a label count in {@link
 * #meanLoss} and the errors of values only, if at all.
 *
 * <p>A figure that is not defined (precision of a class that was never answered, accuracy of no
 * labels, an error of values where there are none) is NaN. The class answered is the one that
 * {@link lanewise.loss.Link#classes} gives. A row with a score that is NaN or infinite has no
 * answer: it counts as wrong, in every {@link #topK} too, and in {@link #unanswered}.
 */
public final class Metrics {
  private final int classes;
  private final long[][] confusion;
  private final long[] ranks;
  private final double meanLoss;
  private final double logLoss;
  private final ValueErrors errors;

  Metrics(AnswerCounts answers, ValueErrors errors, double meanLoss) {
    this.classes = answers.classes();
    this.confusion = answers.confusion();
    this.ranks = answers.ranks();
    this.logLoss = answers.logLoss();
    this.errors = errors;
    this.meanLoss = meanLoss;
  }

  /** The number of labelled examples. */
  public long count() {
    return Arrays.stream(ranks).sum();
  }

  /** The number of labelled examples whose class was answered. */
  public long correct() {
    long correct = 0;
    for (int c = 0; c < confusion.length; c++) {
      correct += confusion[c][c];
    }
    return correct;
  }

  /** The number of labelled examples that got no answer, as a score is NaN or infinite. */
  public long unanswered() {
    return ranks.length == 0 ? 0 : ranks[classes];
  }

  /**
   * The number of classes that the outputs choose from: one per output; 2 for one output of
   * probabilities, 0 for one of scores or values.
   */
  public int classes() {
    return classes;
  }

  /** The share of labelled examples whose class was answered. */
  public double accuracy() {
    return ratio(correct(), count());
  }

  /**
   * The share of labelled examples whose class has one of the k largest scores.
   *
   * @param k 1 or more; 1 gives the accuracy
   */
  public double topK(int k) {
    if (k < 1) {
      throw new TrainingException("Metrics.topK: k " + k + ", expected 1 or more");
    }
    return ratio(Arrays.stream(ranks).limit(Math.min(k, classes)).sum(), count());
  }

  /**
   * The mean over the examples of the loss that was asked for, each weighted as the loss weights
   * it; NaN if none counts.
   */
  public double meanLoss() {
    return meanLoss;
  }

  /**
   * The mean of -log(probability of the label): of the softmax of several outputs, or of the two
   * classes of one output. NaN for other outputs, which are no probabilities of one choice.
   */
  public double logLoss() {
    return logLoss;
  }

  /** The mean over all examples and outputs of the squares of value - target. */
  public double meanSquaredError() {
    return errors.meanSquaredError();
  }

  /** The mean over all examples and outputs of |value - target|. */
  public double meanAbsoluteError() {
    return errors.meanAbsoluteError();
  }

  /**
   * The coefficient of determination, 1 - (squared errors) / (squares of the targets about their
   * mean): 1 if all values are right, 0 if they are worth as much as that mean; of several outputs
   * the mean of theirs. NaN where the targets of an output are all the same.
   */
  public double r2() {
    return errors.r2();
  }

  /** How many examples of a class were answered with each class. */
  public long[] answersFor(int trueClass) {
    return Arrays.copyOf(row(trueClass), classes);
  }

  /** How many examples of one class were answered with another, or the same. */
  public long confusion(int trueClass, int answered) {
    return row(trueClass)[requireClass(answered)];
  }

  /** Of the examples that were answered with a class, the share that belongs to it. */
  public double precision(int c) {
    return ratio(confusion(c, c), answered(c));
  }

  /** Of the examples that belong to a class, the share that was answered with it. */
  public double recall(int c) {
    return ratio(confusion(c, c), Arrays.stream(row(c)).sum());
  }

  /**
   * The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), so 0 where nothing is right
   * and NaN where the class neither occurs nor was answered.
   */
  public double f1(int c) {
    return ratio(2 * confusion(c, c), Arrays.stream(row(c)).sum() + answered(c));
  }

  /** The mean of {@link #f1} over the classes where it is defined. */
  public double macroF1() {
    double sum = 0;
    int defined = 0;
    for (int c = 0; c < classes(); c++) {
      double f1 = f1(c);
      if (!Double.isNaN(f1)) {
        sum += f1;
        defined++;
      }
    }
    return sum / defined;
  }

  /** The answers to the examples of a class, and how many got none; zeros without labels. */
  private long[] row(int trueClass) {
    requireClass(trueClass);
    return confusion.length == 0 ? new long[classes + 1] : confusion[trueClass];
  }

  private long answered(int c) {
    return Arrays.stream(confusion).mapToLong(row -> row[c]).sum();
  }

  private int requireClass(int c) {
    if (c < 0 || c >= classes()) {
      throw new TrainingException("Metrics: class " + c + ", expected 0 to " + (classes() - 1));
    }
    return c;
  }

  /** 0/0 is NaN. */
  private static double ratio(long part, long whole) {
    return (double) part / whole;
  }
}
