package lanewise.loss;

import lanewise.nn.Workspace;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * -x[label] of log-probabilities (N, C), as {@link lanewise.nn.LogSoftmax} gives them, the mean
 * over the batch. Targets are labels; negative ones are ignored. On logits use {@link
 * SoftmaxCrossEntropy}.
 */
public final class NegativeLogLikelihood extends BatchLoss {
  public NegativeLogLikelihood() {
    super("nll");
  }

  /** The softmax of log-probabilities is the probabilities. */
  @Override
  public Link link() {
    return Link.SOFTMAX;
  }

  @Override
  double plainDivisor(Tensor logits, Targets targets) {
    return countOf(requireLabels(targets));
  }

  @Override
  double share(Tensor logits, Targets targets, int row) {
    return shareOf(requireLabels(targets), row);
  }

  @Override
  void compute(
      Tensor logits,
      Targets targets,
      double scale,
      Tensor losses,
      @Nullable Tensor gradient,
      Workspace workspace) {
    Targets.Labels labels = requireLabels(targets);
    workspace
        .backend()
        .losses()
        .negativeLogLikelihood(logits, labels.classes(), scale, losses, gradient);
  }
}
