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
  private final long[][] confusion;
  private final long[] ranks;
  private final double meanLoss;
  private final double logLoss;

  Metrics(long[][] confusion, long[] ranks, double meanLoss, double logLoss) {
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
    for (int c = 0; c < classes(); c++) {
      correct += confusion[c][c];
    }
    return correct;
  }

  /** The number of classes: the width of the network's output. */
  public int classes() {
    return confusion.length;
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
    return ratio(Arrays.stream(ranks).limit(Math.min(k, classes())).sum(), count());
  }

  /** The mean over the examples of the loss that was asked for. */
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
    return confusion[requireClass(trueClass)].clone();
  }

  /** How many examples of one class were answered with another, or the same. */
  public long confusion(int trueClass, int answered) {
    return confusion[requireClass(trueClass)][requireClass(answered)];
  }

  /** Of the examples that were answered with a class, the share that belongs to it. */
  public double precision(int c) {
    long answered = 0;
    for (long[] row : confusion) {
      answered += row[requireClass(c)];
    }
    return ratio(confusion[c][c], answered);
  }

  /** Of the examples that belong to a class, the share that was answered with it. */
  public double recall(int c) {
    return ratio(confusion[requireClass(c)][c], Arrays.stream(confusion[c]).sum());
  }

  /**
   * The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), so 0 where nothing is right
   * and NaN where the class neither occurs nor was answered.
   */
  public double f1(int c) {
    long answeredOrTrue = Arrays.stream(confusion[requireClass(c)]).sum();
    for (long[] row : confusion) {
      answeredOrTrue += row[c];
    }
    return ratio(2 * confusion[c][c], answeredOrTrue);
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
