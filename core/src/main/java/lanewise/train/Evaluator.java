package lanewise.train;

import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.nn.Cache;
import lanewise.nn.Network;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * Judges a network on examples, a batch at a time, so that the memory needed does not grow with
 * their number. The result does not depend on the batch size but for the rounding of the mean loss,
 * in which each example counts as much as the loss lets it count. Not safe for concurrent use; any
 * number of evaluators may share one network.
 */
public final class Evaluator {
  /** A width for which a batch's products run at full speed and its activations stay small. */
  static final int DEFAULT_BATCH_SIZE = 256;

  private static final int LOG_PROBABILITIES = 0;

  private final Network network;
  private final Loss loss;
  private final int batchSize;
  private final Cache networkCache;
  private final Cache lossCache;
  private final Cache metricsCache;

  /** An evaluator of a network by a loss. */
  public Evaluator(Network network, Loss loss) {
    this(network, loss, DEFAULT_BATCH_SIZE);
  }

  /**
   * As {@link #Evaluator(Network, Loss)}.
   *
   * @param batchSize how many examples pass through the network at once
   */
  public Evaluator(Network network, Loss loss, int batchSize) {
    if (batchSize < 1) {
      throw new TrainingException("Evaluator: batchSize " + batchSize + ", expected 1 or more");
    }
    this.network = network;
    this.loss = loss;
    this.batchSize = batchSize;
    this.networkCache = network.inferenceCache();
    this.lossCache = Cache.forInference(network.backend());
    this.metricsCache = Cache.forInference(network.backend());
  }

  /** Judges the network on all examples. */
  public Metrics evaluate(Examples examples) {
    int[] rows = new int[examples.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return evaluate(examples, rows);
  }

  /**
   * Judges the network on some of the examples.
   *
   * @param rows their numbers; one may stand twice
   * @throws TrainingException if a target value lies outside the loss's {@link Loss#targetDomain};
   *     the message names its row and column
   */
  public Metrics evaluate(Examples examples, int[] rows) {
    requireFit(network, examples);
    Backend backend = network.backend();
    TargetCheck.require("targets", examples, rows, loss, backend);
    Batch batch = new Batch(examples, backend, Math.min(batchSize, rows.length));
    Tally tally = new Tally(network.outputShape().size());
    int[] batchRows = new int[Math.min(batchSize, rows.length)];
    for (int first = 0; first < rows.length; first += batchSize) {
      int count = Math.min(batchSize, rows.length - first);
      System.arraycopy(rows, first, batchRows, 0, count);
      batch.fill(batchRows, count);
      Tensor scores = network.forward(batch.features(), networkCache);
      tally.addLoss(
          loss.forward(scores, batch.targets(), lossCache), loss.divisor(scores, batch.targets()));
      if (network.outputShape().size() > 1) {
        Tensor logProbabilities = metricsCache.bufferLike(LOG_PROBABILITIES, scores);
        backend.logSoftmax(scores, logProbabilities);
        tally.addAnswers(scores, logProbabilities, batch.labels(), count);
      }
    }
    return tally.metrics();
  }

  /** Whether there is an accuracy to measure: examples with labels, and a choice of answers. */
  static boolean measuresAccuracy(Network network, Examples examples) {
    return examples.valueShape() == null && network.outputShape().size() > 1;
  }

  static void requireFit(Network network, Examples examples) {
    Shape expected = network.inputShape();
    if (examples.example().size() != expected.size()) {
      throw new ShapeException(
          "network: examples of shape " + examples.example() + ", expected " + expected);
    }
  }

  /** The sums that grow batch by batch. */
  private static final class Tally {
    private final int classes;
    private long[][] confusion = {};
    private long[] ranks = {};
    private double lossSum;
    private double lossDivisor;
    private double logLossSum;
    private long labelled;

    Tally(int classes) {
      this.classes = classes;
    }

    void addLoss(double mean, double divisor) {
      lossSum += mean * divisor;
      lossDivisor += divisor;
    }

    void addAnswers(Tensor scores, Tensor logProbabilities, int[] labels, int count) {
      for (int row = 0; row < count; row++) {
        if (labels[row] >= 0) {
          makeRoom();
          addAnswer(scores, row * classes, requireLabel(labels[row], classes));
          logLossSum -= logProbabilities.get(row * classes + labels[row]);
          labelled++;
        }
      }
    }

    /** Not before the first label: outputs without any may be wide. */
    private void makeRoom() {
      if (ranks.length == 0) {
        confusion = new long[classes][classes];
        ranks = new long[classes];
      }
    }

    /** Classes before the label win a tie with it, as the first of equals is the answer. */
    private void addAnswer(Tensor scores, int first, int label) {
      double own = scores.get(first + label);
      int rank = 0;
      int answer = 0;
      for (int c = 0; c < classes; c++) {
        double score = scores.get(first + c);
        if (c != label && !(score < own) && (c < label || score != own)) {
          rank++;
        }
        double best = scores.get(first + answer);
        if (!Double.isNaN(best) && !(score <= best)) {
          answer = c;
        }
      }
      ranks[answer == label ? 0 : rank]++;
      confusion[label][answer]++;
    }

    private static int requireLabel(int label, int classes) {
      if (label >= classes) {
        throw new TrainingException(
            "Evaluator: label "
                + label
                + ", expected 0 to "
                + (classes - 1)
                + ", the network's classes");
      }
      return label;
    }

    Metrics metrics() {
      return new Metrics(classes, confusion, ranks, lossSum / lossDivisor, logLossSum / labelled);
    }
  }
}
