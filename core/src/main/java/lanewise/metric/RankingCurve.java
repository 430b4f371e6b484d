package lanewise.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import lanewise.tensor.LanewiseException;

/**
 * How well scores tell yes from no, for all thresholds at once: for each distinct score, how many
 * examples have it or a higher one. Examples of one score rank alike. All figures are those of
 * scikit-learn, to rounding; where only one of the answers occurs those that need both are NaN.
 */
public final class RankingCurve {
  private final double[] scores;
  private final long[] truePositives;
  private final long[] falsePositives;
  private final long positives;
  private final long negatives;

  private RankingCurve(double[] scores, long[] truePositives, long[] falsePositives) {
    this.scores = scores;
    this.truePositives = truePositives;
    this.falsePositives = falsePositives;
    this.positives = scores.length == 0 ? 0 : truePositives[scores.length - 1];
    this.negatives = scores.length == 0 ? 0 : falsePositives[scores.length - 1];
  }

  /**
   * The curve of some examples; n log n.
   *
   * @param scores the higher, the likelier yes
   * @param truth whether yes is right
   * @throws LanewiseException if the lengths differ or a score is NaN
   */
  public static RankingCurve of(double[] scores, boolean[] truth) {
    if (scores.length != truth.length) {
      throw new LanewiseException(
          "RankingCurve: "
              + scores.length
              + " scores for "
              + truth.length
              + " examples, expected one per example");
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new LanewiseException("RankingCurve: score " + i + " is NaN, expected a number");
      }
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
            .mapToInt(i -> i)
            .toArray();
    return ofOrder(scores, truth, order);
  }

  private static RankingCurve ofOrder(double[] scores, boolean[] truth, int[] order) {
    double[] distinct = new double[order.length];
    long[] yes = new long[order.length];
    long[] no = new long[order.length];
    int points = 0;
    long positives = 0;
    for (int i = 0; i < order.length; i++) {
      positives += truth[order[i]] ? 1 : 0;
      // 0.0 and -0.0 are one score.
      if (i == order.length - 1 || scores[order[i]] != scores[order[i + 1]]) {
        distinct[points] = scores[order[i]];
        yes[points] = positives;
        no[points++] = i + 1 - positives;
      }
    }
    return new RankingCurve(
        Arrays.copyOf(distinct, points), Arrays.copyOf(yes, points), Arrays.copyOf(no, points));
  }

  /**
   * The area under the receiver operating characteristic: the chance that a yes has a higher score
   * than a no, half for equal ones.
   */
  public double rocAuc() {
    double area = 0;
    for (int i = 0; i < scores.length; i++) {
      long lastYes = i == 0 ? 0 : truePositives[i - 1];
      long lastNo = i == 0 ? 0 : falsePositives[i - 1];
      area += (falsePositives[i] - lastNo) * 0.5 * (truePositives[i] + lastYes);
    }
    return area / positives / negatives;
  }

  /** The mean of the precision over the thresholds, each by the recall that it adds. */
  public double averagePrecision() {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      long added = truePositives[i] - (i == 0 ? 0 : truePositives[i - 1]);
      sum += added * ((double) truePositives[i] / (truePositives[i] + falsePositives[i]));
    }
    return sum / positives;
  }

  /** The largest F1 that a threshold gives: 2 TP / (2 TP + FP + FN). */
  public double bestF1() {
    return f1(best());
  }

  /**
   * The threshold of {@link #bestF1}, yes from it on: half way between the last score that is a yes
   * and the next one, so that rounding does not matter; of equal ones the highest.
   */
  public double bestF1Threshold() {
    int best = best();
    return best < 0
        ? Double.NaN
        : best == scores.length - 1 ? scores[best] : 0.5 * scores[best] + 0.5 * scores[best + 1];
  }

  private int best() {
    int best = positives == 0 ? -1 : 0;
    for (int i = 1; i < scores.length && best >= 0; i++) {
      best = f1(i) > f1(best) ? i : best;
    }
    return best;
  }

  private double f1(int point) {
    return point < 0
        ? Double.NaN
        : 2.0 * truePositives[point] / (positives + truePositives[point] + falsePositives[point]);
  }

  /**
   * The points of the receiver operating characteristic, from (0, 0) on: the share of no that is
   * answered yes, and the share of yes.
   *
   * @return one row per threshold, the highest first
   */
  public double[][] rocPoints() {
    double[][] points = new double[scores.length + 1][2];
    for (int i = 0; i < scores.length; i++) {
      points[i + 1][0] = (double) falsePositives[i] / negatives;
      points[i + 1][1] = (double) truePositives[i] / positives;
    }
    return points;
  }

  /**
   * Recall and precision.
   *
   * @return one row per threshold, the highest first
   */
  public double[][] precisionRecallPoints() {
    double[][] points = new double[scores.length][2];
    for (int i = 0; i < scores.length; i++) {
      points[i][0] = (double) truePositives[i] / positives;
      points[i][1] = (double) truePositives[i] / (truePositives[i] + falsePositives[i]);
    }
    return points;
  }
}
