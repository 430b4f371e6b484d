package lanewise.train;

import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.tensor.DType;

/**
 * The memory that training a network needs, in bytes, known before any of it is allocated. Data and
 * parameters are exact; gradients and moments count the few kept statistics too. Activations are
 * those that a workspace reserves for the network, exact where layers declare their buffers, and
 * bounds for losses and batches. What a backend keeps for itself is not counted: packed operands of
 * products, some MiB for each of its threads.
 *
 * @param data what the examples occupy
 * @param parameters values and kept state
 * @param gradients of the learned parameters
 * @param moments the optimizer's tensors
 * @param best the copy of the best parameters
 * @param activations the buffers of the passes of training and of evaluation, of the losses and of
 *     the batches, for the largest batch
 * @param counts which class was answered how often for which, where the examples have labels
 */
public record MemoryEstimate(
    long data,
    long parameters,
    long gradients,
    long moments,
    long best,
    long activations,
    long counts) {
  /** One of training and one of evaluation. */
  private static final long BATCHES = 2;

  /**
   * Of training and of evaluation each the loss per row, the target values, those made of labels
   * and the class weights; once the gradient and the probabilities, of which one output may have
   * two.
   */
  private static final long OF_LOSS = 2 * 4 + 1 + 2;

  /**
   * The estimate for a network that has not been built yet, and examples with labels.
   *
   * @param momentsPerParameter the optimizer's tensors of the parameters' layout: 0 for SGD, 1 for
   *     momentum, RMSProp and Adagrad, 2 for Adam
   * @param largestBatch the most examples that pass through the network at once
   * @param rows the number of examples in memory, held as float32
   */
  public static MemoryEstimate of(
      DType dtype, Graph graph, int momentsPerParameter, int largestBatch, long rows) {
    return of(
        dtype,
        graph.parameterCount(),
        momentsPerParameter,
        valuesPerExample(graph) * largestBatch + statistics(graph),
        rows * graph.inputShape().size(),
        graph.outputShape().size());
  }

  /** As {@link #of(DType, Graph, int, int, long)}, for a network that has been built. */
  public static MemoryEstimate of(
      Network network, int momentsPerParameter, int largestBatch, long rows) {
    return of(network.backend().dtype(), network.graph(), momentsPerParameter, largestBatch, rows);
  }

  private static MemoryEstimate of(
      DType dtype,
      long parameterCount,
      int moments,
      long activationCount,
      long featureCount,
      long classes) {
    long parameterBytes = parameterCount * dtype.bytes();
    return new MemoryEstimate(
        featureCount * DType.FLOAT32.bytes(),
        parameterBytes,
        parameterBytes,
        parameterBytes * moments,
        parameterBytes,
        activationCount * dtype.bytes(),
        classes * (classes + 1) * Long.BYTES);
  }

  /** The same run on examples whose targets are values: nothing is counted by class. */
  public MemoryEstimate withoutLabels() {
    return new MemoryEstimate(data, parameters, gradients, moments, best, activations, 0);
  }

  /** What a training pass computes beside what a network keeps of it, whatever the batch. */
  private static long statistics(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node -> node.layer().parameters().stream())
        .filter(parameter -> !parameter.isLearned())
        .mapToLong(parameter -> parameter.shape().size())
        .sum();
  }

  private static long valuesPerExample(Graph graph) {
    return BATCHES * graph.inputShape().size()
        + Network.workspaceValues(graph, true)
        + Network.workspaceValues(graph, false)
        + OF_LOSS * (graph.outputShape().size() + 1L);
  }

  /** The estimate for so many runs like this at the same time, over the same data. */
  public MemoryEstimate forRunsAtOnce(int runs) {
    return new MemoryEstimate(
        data,
        parameters * runs,
        gradients * runs,
        moments * runs,
        best * runs,
        activations * runs,
        counts * runs);
  }

  /** The sum of all parts. */
  public long total() {
    return data + parameters + gradients + moments + best + activations + counts;
  }

  /**
   * Checks that the run fits the largest heap of this JVM.
   *
   * @throws InsufficientMemoryException if it does not; the message names the parts and the option
   */
  public void requireHeap() {
    requireWithin(Runtime.getRuntime().maxMemory());
  }

  /**
   * Checks that the run fits so many bytes.
   *
   * @throws InsufficientMemoryException if it does not
   */
  public void requireWithin(long availableBytes) {
    if (total() > availableBytes) {
      throw new InsufficientMemoryException(
          "memory: training needs about "
              + mebibytes(total())
              + " (data "
              + mebibytes(data)
              + ", parameters "
              + mebibytes(parameters + best)
              + ", gradients "
              + mebibytes(gradients)
              + ", moments "
              + mebibytes(moments)
              + ", activations "
              + mebibytes(activations)
              + ", counts of each class answered for each other "
              + mebibytes(counts)
              + "), expected at most the "
              + mebibytes(availableBytes)
              + " of the heap; "
              + (2 * counts > total() ? "train on fewer classes" : "use a smaller batch or network")
              + ", or a larger -Xmx");
    }
  }

  private static String mebibytes(long bytes) {
    return ((bytes >> 20) + 1) + " MiB";
  }
}
