package lanewise.loss;

import lanewise.nn.Workspace;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Multiclass hinge loss of scores (N, C): the sum over the wrong classes j of max(0, x[j] -
 * x[label] + margin), the mean over the batch. Targets are labels; negative ones are ignored.
 * Source: Weston, Watkins 1999; CS231n.
 */
public final class SvmHinge extends BatchLoss {
  private final double margin;

  /** With margin 1. */
  public SvmHinge() {
    this(1);
  }

  /**
   * @param margin by how much the right score must exceed the others, above 0
   */
  public SvmHinge(double margin) {
    super(margin == 1 ? "svm" : LossNames.SVM_OF_MARGIN + margin);
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new LanewiseException("svm: margin " + margin + ", expected a finite number above 0");
    }
    this.margin = margin;
  }

  @Override
  public Link link() {
    return Link.SCORES;
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
        .multiclassHinge(logits, labels.classes(), margin, scale, losses, gradient);
  }
}
