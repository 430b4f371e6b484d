package lanewise.train;

import lanewise.kernel.Backend;
import lanewise.loss.Link;
import lanewise.loss.Targets;
import lanewise.nn.Key;
import lanewise.nn.Workspace;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Which class was answered how often for which, and how likely the right ones were held. */
final class AnswerCounts {
  private static final Key LOG_PROBABILITIES = Key.of("log probabilities");

  /** The least logarithm of a given probability, as the loss of probabilities has it. */
  private static final double LEAST_LOGARITHM = -100;

  private final Link link;
  private final int outputs;
  private final int classes;

  /** (classes, classes + 1), the last column for rows without an answer. */
  private long[][] confusion = {};

  /** How often the label had so many better classes; the last for rows without an answer. */
  private long[] ranks = {};

  private double logLossSum;
  private double brierSum;
  private long labelled;

  AnswerCounts(Link link, int outputs) {
    this.link = link;
    this.outputs = outputs;
    this.classes = link.classes(outputs);
  }

  int classes() {
    return classes;
  }

  long[][] confusion() {
    return confusion;
  }

  long[] ranks() {
    return ranks;
  }

  /** NaN where nothing is labelled, or the probabilities are not those of one choice. */
  double logLoss() {
    return link.isDistribution(outputs) ? logLossSum / labelled : Double.NaN;
  }

  /** NaN where there are not two classes with the probabilities of one choice. */
  double brier() {
    return classes == 2 && link.isDistribution(outputs) ? brierSum / labelled : Double.NaN;
  }

  void add(Tensor scores, Batch batch, Backend backend, Workspace workspace) {
    add(scores, batch.targets(), batch.labels(), null, backend, workspace);
  }

  /**
   * Adds the answers for some rows.
   *
   * @param labels the class of each row, negative where it has none
   * @param answers what was answered; null for what the link says
   */
  void add(
      Tensor scores,
      Targets targets,
      int[] labels,
      int @Nullable [] answers,
      Backend backend,
      Workspace workspace) {
    if (classes == 0) {
      return;
    }
    Tensor logProbabilities = scores;
    if (link == Link.SOFTMAX) {
      logProbabilities = workspace.tensor(LOG_PROBABILITIES, scores.shape());
      backend.rowOps().logSoftmax(scores, logProbabilities);
    }
    for (int row = 0; row < targets.count(); row++) {
      int label = label(targets, labels, row);
      if (label >= 0) {
        requireLabel(label);
        makeRoom();
        addAnswer(scores, row, label, answers == null ? -1 : answers[row]);
        logLossSum -= logProbability(logProbabilities, row, label);
        if (classes == 2) {
          double ofSecond = Math.exp(logProbability(logProbabilities, row, 1));
          brierSum += (ofSecond - label) * (ofSecond - label);
        }
        labelled++;
      }
    }
  }

  /** Values 0 and 1 for one output are labels too, if there is one per row. */
  private int label(Targets targets, int[] labels, int row) {
    if (outputs == 1
        && targets instanceof Targets.Values given
        && given.values().size() == given.count()) {
      double value = given.values().get(row);
      return value == 0 ? 0 : value == 1 ? 1 : -1;
    }
    return labels[row];
  }

  private void requireLabel(int label) {
    if (label >= classes) {
      throw new TrainingException(
          "Evaluator: label "
              + label
              + ", expected 0 to "
              + (classes - 1)
              + ", the network's classes");
    }
  }

  /** Not before the first label: outputs without any may be wide. */
  private void makeRoom() {
    if (ranks.length == 0) {
      confusion = new long[classes][classes + 1];
      ranks = new long[classes + 1];
    }
  }

  /** Classes before the label win a tie with it, as the first of equals is the answer. */
  private void addAnswer(Tensor scores, int row, int label, int given) {
    double own = score(scores, row, label);
    int rank = 0;
    int answer = 0;
    for (int c = 0; c < classes; c++) {
      double score = score(scores, row, c);
      if (!Double.isFinite(score)) {
        rank = classes;
        answer = classes;
        break;
      }
      if (score > own || (score == own && c < label)) {
        rank++;
      }
      if (score > score(scores, row, answer)) {
        answer = c;
      }
    }
    ranks[rank]++;
    confusion[label][given >= 0 && answer < classes ? given : answer]++;
  }

  /** Of a single output the first class has the score that the second must exceed. */
  private double score(Tensor scores, int row, int c) {
    return outputs > 1
        ? scores.get(row * outputs + c)
        : c == 0 ? link.threshold() : scores.get(row);
  }

  private double logProbability(Tensor logs, int row, int label) {
    return switch (link) {
      case SOFTMAX -> logs.get(row * classes + label);
      case SIGMOID -> -softplus(label == 1 ? -logs.get(row) : logs.get(row));
      case PROBABILITIES -> {
        double second = logs.get(row);
        yield Math.max(LEAST_LOGARITHM, Math.log(label == 1 ? second : 1 - second));
      }
      case SCORES, VALUES -> Double.NaN;
    };
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
