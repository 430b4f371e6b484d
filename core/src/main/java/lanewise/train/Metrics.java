package lanewise.train;

import java.util.Arrays;

/**
 * What a network's answers to some examples are worth. Examples without a label count in {@link
 * #meanLoss} only, if at all.
 *
 * <p>A figure that is not defined (precision of a class that was never answered, accuracy of no
 * labels) is NaN. The class answered is the one of the largest score, the first of equals.
 */
public final class Metrics {
  private final int classes;
  private final long[][] confusion;
  private final long[] ranks;
  private final double meanLoss;
  private final double logLoss;

  /**
   * @param confusion (classes, classes), or empty if there is no labelled example
   * @param ranks (classes), or empty likewise
   */
  Metrics(int classes, long[][] confusion, long[] ranks, double meanLoss, double logLoss) {
    this.classes = classes;
    this.confusion = confusion;
    this.ranks = ranks;
    this.meanLoss = meanLoss;
    this.logLoss = logLoss;
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

  /** The number of classes: the width of the network's output. */
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
    return ratio(Arrays.stream(ranks).limit(k).sum(), count());
  }

  /**
   * The mean over the examples of the loss that was asked for, each weighted as the loss weights
   * it; NaN if none counts.
   */
  public double meanLoss() {
    return meanLoss;
  }

  /**
   * The mean of -log(softmax of the scores at the label): the cross-entropy if the scores are
   * logits.
   */
  public double logLoss() {
    return logLoss;
  }

  /** How many examples of a class were answered with each class. */
  public long[] answersFor(int trueClass) {
    return row(trueClass).clone();
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

  /** The answers to the examples of a class; zeros if nothing was labelled. */
  private long[] row(int trueClass) {
    requireClass(trueClass);
    return confusion.length == 0 ? new long[classes] : confusion[trueClass];
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
