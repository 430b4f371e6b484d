package lanewise.metric;

import java.util.Arrays;
import lanewise.tensor.LanewiseException;

/**
 * What answers are worth where an example has any number of labels. All figures are those of
 * scikit-learn; F1 of a label that neither occurs nor is answered is 0.
 */
public final class LabelMetrics {
  private final long examples;
  private final long[] both;
  private final long[] either;
  private final long wholes;
  private final long wrong;

  private LabelMetrics(long examples, long[] both, long[] either, long wholes, long wrong) {
    this.examples = examples;
    this.both = both;
    this.either = either;
    this.wholes = wholes;
    this.wrong = wrong;
  }

  /**
   * Compares answers with what is right.
   *
   * @param truth one row per example, one column per label
   * @param answers of the same form
   * @throws LanewiseException if the forms differ
   */
  public static LabelMetrics of(boolean[][] truth, boolean[][] answers) {
    int labels = truth.length == 0 ? 0 : truth[0].length;
    long[] both = new long[labels];
    long[] either = new long[labels];
    long wholes = 0;
    long wrong = 0;
    requireForm(truth.length, answers.length, "examples");
    for (int i = 0; i < truth.length; i++) {
      requireForm(labels, truth[i].length, "labels of example " + i);
      requireForm(labels, answers[i].length, "answers for example " + i);
      wholes += Arrays.equals(truth[i], answers[i]) ? 1 : 0;
      for (int label = 0; label < labels; label++) {
        both[label] += truth[i][label] && answers[i][label] ? 1 : 0;
        either[label] += (truth[i][label] ? 1 : 0) + (answers[i][label] ? 1 : 0);
        wrong += truth[i][label] != answers[i][label] ? 1 : 0;
      }
    }
    return new LabelMetrics(truth.length, both, either, wholes, wrong);
  }

  private static void requireForm(int expected, int found, String what) {
    if (found != expected) {
      throw new LanewiseException(
          "LabelMetrics: " + found + " " + what + ", expected " + expected + " as in the others");
    }
  }

  /** The share of examples all of whose labels are right. */
  public double subsetAccuracy() {
    return (double) wholes / examples;
  }

  /** The share of all labels of all examples that are wrong. */
  public double hammingLoss() {
    return (double) wrong / (examples * both.length);
  }

  /** F1 of one label. */
  public double f1(int label) {
    return f1(both[label], either[label]);
  }

  /** The mean of {@link #f1} over the labels. */
  public double macroF1() {
    double sum = 0;
    for (int label = 0; label < both.length; label++) {
      sum += f1(label);
    }
    return sum / both.length;
  }

  /** F1 of all labels of all examples together. */
  public double microF1() {
    return f1(Arrays.stream(both).sum(), Arrays.stream(either).sum());
  }

  /** 2 TP / (2 TP + FP + FN): {@code either} counts an example that has both twice. */
  private static double f1(long both, long either) {
    return either == 0 ? 0 : 2.0 * both / either;
  }
}
