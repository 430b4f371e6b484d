package lanewise.train;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import lanewise.data.Normalizer;
import lanewise.nn.Cache;
import lanewise.nn.Network;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * Answers of one shared network, for any number of threads at once: each call borrows its working
 * memory from a pool that holds as much as ever ran at the same time.
 *
 * <p>Answers of a network that is not trained any more come fastest from a copy made for it: {@code
 * new Predictor(network.frozen(), normalizer)}.
 *
 * <p>The normaliser of the training data is applied first; the caller's rows are never changed. Row
 * i of a result is a function of row i alone, to the bit, whatever rows stand beside it. The
 * network must not be trained while it predicts.
 */
public final class Predictor {
  private static final int BATCH_SIZE = 256;
  private static final int INPUT = 0;

  private final Network network;
  private final Normalizer normalizer;
  private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

  /** A predictor for rows that are normalised already. */
  public Predictor(Network network) {
    this(network, new Normalizer.None());
  }

  /** A predictor for raw rows. */
  public Predictor(Network network, Normalizer normalizer) {
    this.network = network;
    this.normalizer = normalizer;
  }

  private record Workspace(Cache network, Cache own) {}

  /** What is done with the scores of some consecutive rows. */
  private interface Sink {
    void accept(int firstRow, Tensor scores);
  }

  /**
   * The network's output.
   *
   * @param x (N, ...) raw rows, of either element type
   * @return (N, ...), of the backend's element type, the caller's own
   */
  public Tensor scores(Tensor x) {
    Tensor all = network.backend().zeros(network.outputShape().batch(x.shape().rows()));
    predict(x, (first, scores) -> rows(all, first, scores).copyFrom(scores));
    return all;
  }

  /**
   * The softmax of the network's output.
   *
   * @param x (N, ...) raw rows, of either element type
   * @return (N, classes), of the backend's element type, the caller's own
   */
  public Tensor probabilities(Tensor x) {
    int classes = network.outputShape().size();
    Tensor all = network.backend().zeros(x.shape().rows(), classes);
    predict(x, (first, scores) -> network.backend().softmax(scores, rows(all, first, scores)));
    return all;
  }

  /**
   * The class of the largest output of each row, the first of equals.
   *
   * @param x (N, ...) raw rows, of either element type
   */
  public int[] classes(Tensor x) {
    int[] all = new int[x.shape().rows()];
    predict(x, (first, scores) -> network.backend().argmax(scores, all, first));
    return all;
  }

  /** The class of the largest output of one raw row. */
  public int classOf(float... row) {
    return classes(oneRow(row))[0];
  }

  /** The softmax of the output of one raw row. */
  public double[] probabilitiesOf(float... row) {
    return probabilities(oneRow(row)).toDoubles();
  }

  private static Tensor oneRow(float[] row) {
    return Tensor.of(row, 0, Shape.of(1, row.length));
  }

  private static Tensor rows(Tensor all, int first, Tensor like) {
    return all.rows(first, like.shape().rows());
  }

  private void predict(Tensor x, Sink sink) {
    int features = network.inputShape().size();
    if (x.shape().rank() == 0 || x.shape().cols() != features) {
      throw new ShapeException(
          "Predictor: rows "
              + x.shape()
              + ", expected "
              + features
              + " values a row, as in "
              + network.inputShape());
    }
    Workspace workspace = borrow();
    int rows = x.shape().rows();
    for (int first = 0; first < rows; first += BATCH_SIZE) {
      int count = Math.min(BATCH_SIZE, rows - first);
      Tensor input = workspace.own().buffer(INPUT, count, network.inputShape());
      normalizer.apply(input.copyFrom(x.rows(first, count)));
      sink.accept(first, network.forward(input, workspace.network()));
    }
    idle.add(workspace);
  }

  private Workspace borrow() {
    Workspace pooled = idle.poll();
    return pooled != null
        ? pooled
        : new Workspace(network.inferenceCache(), Cache.forInference(network.backend()));
  }
}
