package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link OptimizerSteps} of {@link ReferenceKernels}. */
final class ReferenceOptimizerSteps implements OptimizerSteps {
  @Override
  public void sgd(double rate, double l2, Tensor weight, Tensor gradient) {
    Matrix w = Matrix.row(weight);
    for (int i = 0; i < w.cols; i++) {
      w.set(i, w.at(i) - rate * penalised(gradient, i, l2, w));
    }
  }

  @Override
  public void momentum(
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor velocity) {
    Matrix w = Matrix.row(weight);
    Matrix velocities = Matrix.row(velocity);
    for (int i = 0; i < w.cols; i++) {
      double g = penalised(gradient, i, l2, w);
      double v = normalOrZero(momentum * velocities.at(i) - rate * g);
      velocities.set(i, v);
      w.set(i, nesterov ? w.at(i) + (momentum * v - rate * g) : w.at(i) + v);
    }
  }

  @Override
  public void rmsProp(
      double rate,
      double decay,
      double epsilon,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares) {
    Matrix w = Matrix.row(weight);
    Matrix s = Matrix.row(squares);
    for (int i = 0; i < w.cols; i++) {
      double g = penalised(gradient, i, l2, w);
      s.set(i, normalOrZero(decay * s.at(i) + (1 - decay) * (g * g)));
      w.set(i, w.at(i) - rate * g / (Math.sqrt(s.at(i)) + epsilon));
    }
  }

  @Override
  public void adagrad(
      double rate, double epsilon, double l2, Tensor weight, Tensor gradient, Tensor squares) {
    Matrix w = Matrix.row(weight);
    Matrix s = Matrix.row(squares);
    for (int i = 0; i < w.cols; i++) {
      double g = penalised(gradient, i, l2, w);
      s.set(i, normalOrZero(s.at(i) + g * g));
      w.set(i, w.at(i) - rate * g / (Math.sqrt(s.at(i)) + epsilon));
    }
  }

  @Override
  public void adam(
      AdamConfig config,
      double rate,
      long step,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      @Nullable Tensor maxSecond) {
    Matrix w = Matrix.row(weight);
    Matrix m = Matrix.row(first);
    Matrix v = Matrix.row(second);
    Matrix largest = maxSecond == null ? null : Matrix.row(maxSecond);
    double beta1 = config.beta1();
    double beta2 = config.beta2();
    double firstCorrection = 1 - Math.pow(beta1, (double) step);
    double secondCorrection = 1 - Math.pow(beta2, (double) step);
    for (int i = 0; i < w.cols; i++) {
      double g = penalised(gradient, i, config.l2(), w);
      m.set(i, normalOrZero(beta1 * m.at(i) + (1 - beta1) * g));
      v.set(i, normalOrZero(beta2 * v.at(i) + (1 - beta2) * (g * g)));
      double u = v.at(i);
      if (largest != null) {
        u = Math.max(largest.at(i), u);
        largest.set(i, u);
      }
      double direction =
          m.at(i) / firstCorrection / (Math.sqrt(u / secondCorrection) + config.epsilon());
      w.set(i, w.at(i) * (1 - rate * config.decoupledDecay()) - rate * direction);
    }
  }

  /** The gradient with that of the penalty l2 w^2 / 2. */
  private static double penalised(Tensor gradient, int i, double l2, Matrix weight) {
    return Matrix.row(gradient).at(i) + l2 * weight.at(i);
  }

  private static double normalOrZero(double x) {
    return Math.abs(x) < Double.MIN_NORMAL ? 0 : x;
  }
}
