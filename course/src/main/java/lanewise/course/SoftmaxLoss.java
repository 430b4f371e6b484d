package lanewise.course;

import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Workspace;
import lanewise.tensor.Tensor;

/**
 * CS231n's {@code softmax_loss}: softmax and cross-entropy with its gradient, in float64. What
 * {@link SoftmaxCrossEntropy} is to a trainer, as a function.
 */
public final class SoftmaxLoss {
  private SoftmaxLoss() {}

  /**
   * The loss of a batch.
   *
   * @param loss the mean of -log(probability of the label)
   * @param gradient its gradient in the scores, (N, C), the caller's own
   */
  public record Result(double loss, Tensor gradient) {}

  /**
   * The mean loss of scores against labels.
   *
   * @param scores (N, C), float64, not modified
   * @param labels N class numbers, 0 to C - 1; rows with a negative one are left out of the mean
   * @throws lanewise.tensor.ShapeException if the scores are not float64, or a label or the number
   *     of labels does not fit
   */
  public static Result of(Tensor scores, int... labels) {
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    Workspace workspace = Workspace.forTraining(Backend.reference());
    double mean = loss.forward(scores, Targets.Labels.of(labels), workspace);
    return new Result(mean, loss.backward(workspace));
  }
}
