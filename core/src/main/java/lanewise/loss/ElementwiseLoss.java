package lanewise.loss;

import lanewise.kernel.Backend;
import lanewise.kernel.PointwiseLoss;
import lanewise.nn.Key;
import lanewise.nn.Workspace;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A loss that is the mean over all elements of l(x, t). The loss of an example is the mean over its
 * elements.
 *
 * <p>Targets are values of the shape of the output. Labels are taken as one-hot values; where the
 * output has one column, as its values, 0 or 1. No label can be ignored.
 */
abstract sealed class ElementwiseLoss extends BatchLoss
    permits BinaryCrossEntropy, Huber, MeanSquaredError {
  private static final Key TARGETS = Key.of("targets");

  private final PointwiseLoss function;

  ElementwiseLoss(String name, PointwiseLoss function) {
    super(name);
    this.function = function;
  }

  @Override
  final double plainDivisor(Tensor output, Targets targets) {
    return output.shape().exampleSize() == 0 ? 0 : output.shape().examples();
  }

  @Override
  final double share(Tensor output, Targets targets, int row) {
    return output.shape().exampleSize() == 0 ? 0 : 1;
  }

  /** A difference to NaN or infinity has no gradient to follow. */
  @Override
  public TargetDomain targetDomain() {
    return TargetDomain.FINITE;
  }

  @Override
  final void compute(
      Tensor output,
      Targets targets,
      double scale,
      Tensor losses,
      @Nullable Tensor gradient,
      Workspace workspace) {
    Backend backend = workspace.backend();
    double share = 1.0 / Math.max(1, output.shape().exampleSize());
    backend
        .losses()
        .pointwiseLoss(
            function,
            output,
            valuesOf(targets, output, workspace),
            scale * share,
            losses,
            gradient);
    backend.elements().scale(share, losses);
  }

  private Tensor valuesOf(Targets targets, Tensor output, Workspace workspace) {
    return switch (targets) {
      case Targets.Values given -> given.values();
      case Targets.Labels labels -> {
        boolean single = output.shape().exampleSize() == 1;
        requireLabels(labels, single ? 2 : output.shape().exampleSize());
        Tensor values = workspace.tensor(TARGETS, output.shape());
        if (single) {
          for (int i = 0; i < labels.count(); i++) {
            values.set(i, labels.get(i));
          }
        } else {
          workspace.backend().losses().classTargets(labels.classes(), null, 0, values);
        }
        yield values;
      }
    };
  }

  private void requireLabels(Targets.Labels labels, int classes) {
    for (int i = 0; i < labels.count(); i++) {
      int label = labels.get(i);
      if (label < 0 || label >= classes) {
        throw new ShapeException(
            name() + ": label " + label + " at position " + i + ", expected 0 to " + (classes - 1));
      }
    }
  }
}
