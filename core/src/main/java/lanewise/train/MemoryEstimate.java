package lanewise.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import lanewise.nn.Network;
import lanewise.nn.NetworkSpec;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;

/**
 * The memory that training a network needs, in bytes, known before any of it is allocated. Data and
 * parameters are exact; gradients and moments count the few kept statistics too. Activations are
 * bounded from above, for the layers of package lanewise.nn and of one's own that buffer no more:
 * three of the input and three of the output in training, one and two in inference. What a backend
 * keeps for itself is not counted: packed operands of products, some MiB for each of its threads.
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

  /** Training: dropout has its output, mask and gradient. Inference: an output of this shape. */
  private static final long OF_LAYER_INPUT = 3 + 1;

  /**
   * Training: a dense layer with GELU has its affine result, output and gradient. Inference: two.
   */
  private static final long OF_LAYER_OUTPUT = 3 + 2;

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
      DType dtype, NetworkSpec spec, int momentsPerParameter, int largestBatch, long rows) {
    List<UnaryOperator<Shape>> shapes = new ArrayList<>();
    spec.layers().forEach(layer -> shapes.add(layer::outputShape));
    return of(
        dtype,
        spec.parameterCount(),
        momentsPerParameter,
        valuesPerExample(spec.inputShape(), shapes) * largestBatch,
        rows * spec.inputShape().size(),
        spec.outputShape().size());
  }

  /** As {@link #of(DType, NetworkSpec, int, int, long)}, for a network that has been built. */
  public static MemoryEstimate of(
      Network network, int momentsPerParameter, int largestBatch, long rows) {
    List<UnaryOperator<Shape>> shapes = new ArrayList<>();
    network.layers().forEach(layer -> shapes.add(layer::outputShape));
    return of(
        network.backend().dtype(),
        (long) network.parameterSet().count() + network.parameterSet().state().size(),
        momentsPerParameter,
        valuesPerExample(network.inputShape(), shapes) * largestBatch,
        rows * network.inputShape().size(),
        network.outputShape().size());
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

  private static long valuesPerExample(Shape input, List<UnaryOperator<Shape>> layers) {
    long values = BATCHES * input.size();
    Shape shape = input;
    for (UnaryOperator<Shape> layer : layers) {
      Shape output = layer.apply(shape);
      values += OF_LAYER_INPUT * shape.size() + OF_LAYER_OUTPUT * output.size();
      shape = output;
    }
    return values + OF_LOSS * (shape.size() + 1L);
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
