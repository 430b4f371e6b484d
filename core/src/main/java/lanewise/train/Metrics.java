package lanewise.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.Targets;
import lanewise.metric.LabelMetrics;
import lanewise.metric.RankingCurve;
import lanewise.nn.Workspace;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable RankingCurve ranking;
  private final @Nullable LabelMetrics labels;
  private final List<String> classNames;
  private final double brier;

  Metrics(AnswerCounts answers, ValueErrors errors, double meanLoss) {
    this(answers, errors, meanLoss, null, null, List.of());
  }

  private Metrics(
      AnswerCounts answers,
      ValueErrors errors,
      double meanLoss,
      @Nullable RankingCurve ranking,
      @Nullable LabelMetrics labels,
      List<String> classNames) {
    this.classes = answers.classes();
    this.confusion = answers.confusion();
    this.ranks = answers.ranks();
    this.logLoss = answers.logLoss();
    this.brier = answers.brier();
    this.errors = errors;
    this.meanLoss = meanLoss;
    this.ranking = ranking;
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
  }

  private Metrics(Metrics same, List<String> classNames) {
    this.classes = same.classes;
    this.confusion = same.confusion;
    this.ranks = same.ranks;
    this.logLoss = same.logLoss;
    this.brier = same.brier;
    this.errors = same.errors;
    this.meanLoss = same.meanLoss;
    this.ranking = same.ranking;
    this.labels = same.labels;
    this.classNames = List.copyOf(classNames);
  }

  /**
   * Metrics of a choice between classes, of all rows at once.
   *
   * @param link what the outputs mean
   * @param outputs (rows, outputs)
   * @param classes the right class of each row, negative where there is none
   * @param answers the class answered for each row
   * @param yes of two classes the probability, or another score, of the second; null where there
   *     are more
   * @param meanLoss by the loss that trained the network; NaN where it is not known
   */
  public static Metrics ofClasses(
      Backend backend,
      Link link,
      Tensor outputs,
      int[] classes,
      int[] answers,
      double @Nullable [] yes,
      double meanLoss) {
    int cols = outputs.shape().exampleSize();
    AnswerCounts counts = new AnswerCounts(link, cols);
    counts.add(
        outputs,
        Targets.Labels.of(classes),
        classes,
        answers,
        backend,
        Workspace.forInference(backend));
    RankingCurve ranking = yes == null ? null : rankingOf(yes, classes);
    return new Metrics(counts, new ValueErrors(), meanLoss, ranking, null, List.of());
  }

  /** Of the rows that have a class. */
  private static RankingCurve rankingOf(double[] yes, int[] classes) {
    int[] rows = IntStream.range(0, classes.length).filter(row -> classes[row] >= 0).toArray();
    double[] scores = new double[rows.length];
    boolean[] truth = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      scores[i] = yes[rows[i]];
      truth[i] = classes[rows[i]] == 1;
    }
    return RankingCurve.of(scores, truth);
  }

  /**
   * Metrics of values, of all rows at once.
   *
   * @param values (rows, values)
   * @param targets of the same shape
   */
  public static Metrics ofValues(Tensor values, Tensor targets, double meanLoss) {
    ValueErrors errors = new ValueErrors();
    errors.add(values, new Targets.Values(targets));
    AnswerCounts none = new AnswerCounts(Link.VALUES, 1);
    return new Metrics(none, errors, meanLoss, null, null, List.of());
  }

  /**
   * Metrics of labels, of which a row has any number.
   *
   * @param truth the right labels of each row
   * @param answers those answered
   */
  public static Metrics ofLabels(boolean[][] truth, boolean[][] answers, double meanLoss) {
    return new Metrics(
        new AnswerCounts(Link.VALUES, 1),
        new ValueErrors(),
        meanLoss,
        null,
        LabelMetrics.of(truth, answers),
        List.of());
  }

  /** The same metrics with the names of the classes, for people. */
  public Metrics named(List<String> classNames) {
    return new Metrics(this, classNames);
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

  /** The root of {@link #meanSquaredError}, in the unit of the targets. */
  public double rootMeanSquaredError() {
    return Math.sqrt(meanSquaredError());
  }

  /** The mean of |value - target| / |target|, a target of 0 taken as 2^-52. */
  public double meanAbsolutePercentageError() {
    return errors.meanAbsolutePercentageError();
  }

  /** As {@link #r2}, but a constant error counts for nothing. */
  public double explainedVariance() {
    return errors.explainedVariance();
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

  /**
   * The mean of {@link #f1} over the classes where it is defined; of labels the mean over the
   * labels.
   */
  public double macroF1() {
    if (labels != null) {
      return labels.macroF1();
    }
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

  /** The mean of {@link #recall} over the classes that occur. */
  public double balancedAccuracy() {
    return IntStream.range(0, classes)
        .mapToDouble(this::recall)
        .filter(recall -> !Double.isNaN(recall))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * Matthews's correlation of right and answered classes, from -1 to 1; 0 where all are one class.
   * Rows without an answer are left out. Source: Gorodkin 2004.
   */
  public double matthews() {
    double all = 0;
    double right = 0;
    double expected = 0;
    double truthSquares = 0;
    double answerSquares = 0;
    for (int c = 0; c < classes; c++) {
      double truth = Arrays.stream(answersFor(c)).sum();
      double answers = answered(c);
      all += truth;
      right += confusion(c, c);
      expected += truth * answers;
      truthSquares += truth * truth;
      answerSquares += answers * answers;
    }
    double spread = Math.sqrt(all * all - answerSquares) * Math.sqrt(all * all - truthSquares);
    return spread == 0 ? 0 : (right * all - expected) / spread;
  }

  /** The area under the ROC curve of a yes or no: {@link RankingCurve#rocAuc}; NaN for others. */
  public double auc() {
    return ranking == null ? Double.NaN : ranking.rocAuc();
  }

  /** {@link RankingCurve#averagePrecision} of a yes or no; NaN for others. */
  public double averagePrecision() {
    return ranking == null ? Double.NaN : ranking.averagePrecision();
  }

  /** The largest F1 that any threshold gives, of a yes or no; NaN for others. */
  public double bestF1() {
    return ranking == null ? Double.NaN : ranking.bestF1();
  }

  /** The threshold of {@link #bestF1}: yes from it on. */
  public double bestThreshold() {
    return ranking == null ? Double.NaN : ranking.bestF1Threshold();
  }

  /**
   * The mean of (probability of the second class - 1 or 0)^2 of two classes (Brier 1950); NaN for
   * others, and where there are no probabilities.
   */
  public double brier() {
    return brier;
  }

  /** The share of examples all of whose labels were answered rightly; NaN without labels. */
  public double subsetAccuracy() {
    return labels == null ? Double.NaN : labels.subsetAccuracy();
  }

  /** The share of labels that were answered wrongly; NaN without labels. */
  public double hammingLoss() {
    return labels == null ? Double.NaN : labels.hammingLoss();
  }

  /** F1 of all labels of all examples together; NaN without labels. */
  public double microF1() {
    return labels == null ? Double.NaN : labels.microF1();
  }

  /** The figures that are defined, by the names that people use, the most telling first. */
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", accuracy());
    figures.put("balanced accuracy", classes == 0 ? Double.NaN : balancedAccuracy());
    figures.put("AUC", auc());
    figures.put("average precision", averagePrecision());
    figures.put("log loss", logLoss());
    figures.put("Brier", brier());
    figures.put("macro F1", macroF1());
    figures.put("micro F1", microF1());
    figures.put("Matthews", count() == 0 ? Double.NaN : matthews());
    figures.put("subset accuracy", subsetAccuracy());
    figures.put("Hamming loss", hammingLoss());
    figures.put("RMSE", rootMeanSquaredError());
    figures.put("MAE", meanAbsoluteError());
    figures.put("R2", r2());
    figures.put("explained variance", explainedVariance());
    figures.put("MAPE", meanAbsolutePercentageError());
    figures.put("loss", meanLoss);
    figures.values().removeIf(value -> value.isNaN());
    return figures;
  }

  /** One line per figure and, of classes, one per class: precision, recall, F1, rows. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    figures()
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, "%-18s %.4f\n", name, value)));
    if (count() > 0) {
      int width = classNames.stream().mapToInt(String::length).max().orElse(0);
      String row = "%-" + Math.max(18, width) + "s %9s %9s %9s %9s\n";
      text.append(String.format(Locale.ROOT, row, "class", "precision", "recall", "F1", "rows"));
      for (int c = 0; c < classes; c++) {
        String name = c < classNames.size() ? classNames.get(c) : Integer.toString(c);
        text.append(
            String.format(
                Locale.ROOT,
                row,
                name,
                decimals(precision(c)),
                decimals(recall(c)),
                decimals(f1(c)),
                Arrays.stream(row(c)).sum()));
      }
    }
    return text.toString().stripTrailing();
  }

  private static String decimals(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
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
