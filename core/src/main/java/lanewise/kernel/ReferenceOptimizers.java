package lanewise.kernel;

import org.jspecify.annotations.Nullable;

/** Optimizer steps of {@link ReferenceKernels}. */
interface ReferenceOptimizers extends Kernels<double[]> {
  @Override
  default void sgdStep(
      int count,
      double rate,
      double l2,
      double[] weight,
      int weightOffset,
      double[] gradient,
      int gradientOffset) {
    for (int i = 0; i < count; i++) {
      double w = weight[weightOffset + i];
      double g = gradient[gradientOffset + i] + l2 * w;
      weight[weightOffset + i] = w - rate * g;
    }
  }

  @Override
  default void momentumStep(
      int count,
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      double[] weight,
      int weightOffset,
      double[] gradient,
      int gradientOffset,
      double[] velocity,
      int velocityOffset) {
    for (int i = 0; i < count; i++) {
      double w = weight[weightOffset + i];
      double g = gradient[gradientOffset + i] + l2 * w;
      double v = normalOrZero(momentum * velocity[velocityOffset + i] - rate * g);
      velocity[velocityOffset + i] = v;
      weight[weightOffset + i] = nesterov ? w + (momentum * v - rate * g) : w + v;
    }
  }

  @Override
  default void rmspropStep(
      int count,
      double rate,
      double decay,
      double epsilon,
      double l2,
      double[] weight,
      int weightOffset,
      double[] gradient,
      int gradientOffset,
      double[] squares,
      int squaresOffset) {
    for (int i = 0; i < count; i++) {
      double w = weight[weightOffset + i];
      double g = gradient[gradientOffset + i] + l2 * w;
      double s = normalOrZero(decay * squares[squaresOffset + i] + (1 - decay) * (g * g));
      squares[squaresOffset + i] = s;
      weight[weightOffset + i] = w - rate * g / (Math.sqrt(s) + epsilon);
    }
  }

  @Override
  default void adagradStep(
      int count,
      double rate,
      double epsilon,
      double l2,
      double[] weight,
      int weightOffset,
      double[] gradient,
      int gradientOffset,
      double[] squares,
      int squaresOffset) {
    for (int i = 0; i < count; i++) {
      double w = weight[weightOffset + i];
      double g = gradient[gradientOffset + i] + l2 * w;
      double s = normalOrZero(squares[squaresOffset + i] + g * g);
      squares[squaresOffset + i] = s;
      weight[weightOffset + i] = w - rate * g / (Math.sqrt(s) + epsilon);
    }
  }

  @Override
  default void adamStep(
      int count,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double l2,
      double decoupledDecay,
      long step,
      double[] weight,
      int weightOffset,
      double[] gradient,
      int gradientOffset,
      double[] first,
      int firstOffset,
      double[] second,
      int secondOffset,
      double @Nullable [] maxSecond,
      int maxSecondOffset) {
    double firstCorrection = 1 - Math.pow(beta1, (double) step);
    double secondCorrection = 1 - Math.pow(beta2, (double) step);
    for (int i = 0; i < count; i++) {
      double w = weight[weightOffset + i];
      double g = gradient[gradientOffset + i] + l2 * w;
      double m = normalOrZero(beta1 * first[firstOffset + i] + (1 - beta1) * g);
      double v = normalOrZero(beta2 * second[secondOffset + i] + (1 - beta2) * (g * g));
      first[firstOffset + i] = m;
      second[secondOffset + i] = v;
      double u = v;
      if (maxSecond != null) {
        u = Math.max(maxSecond[maxSecondOffset + i], v);
        maxSecond[maxSecondOffset + i] = u;
      }
      double direction = m / firstCorrection / (Math.sqrt(u / secondCorrection) + epsilon);
      weight[weightOffset + i] = w * (1 - rate * decoupledDecay) - rate * direction;
    }
  }

  private static double normalOrZero(double x) {
    return Math.abs(x) < Double.MIN_NORMAL ? 0 : x;
  }
}
