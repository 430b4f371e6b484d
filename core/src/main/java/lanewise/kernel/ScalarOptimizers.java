package lanewise.kernel;

import org.jspecify.annotations.Nullable;

/** Optimizer steps of {@link ScalarKernels}. */
interface ScalarOptimizers extends Kernels<float[]> {
  @Override
  default void sgdStep(
      int count,
      double rate,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset) {
    float step = (float) rate;
    float decay = (float) l2;
    for (int i = 0; i < count; i++) {
      float w = weight[weightOffset + i];
      float g = gradient[gradientOffset + i] + decay * w;
      weight[weightOffset + i] = w - step * g;
    }
  }

  @Override
  default void momentumStep(
      int count,
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] velocity,
      int velocityOffset) {
    float step = (float) rate;
    float mu = (float) momentum;
    float decay = (float) l2;
    for (int i = 0; i < count; i++) {
      float w = weight[weightOffset + i];
      float g = gradient[gradientOffset + i] + decay * w;
      float v = normalOrZero(mu * velocity[velocityOffset + i] - step * g);
      velocity[velocityOffset + i] = v;
      weight[weightOffset + i] = nesterov ? w + (mu * v - step * g) : w + v;
    }
  }

  @Override
  default void rmspropStep(
      int count,
      double rate,
      double decay,
      double epsilon,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] squares,
      int squaresOffset) {
    float step = (float) rate;
    float keep = (float) decay;
    float take = (float) (1 - decay);
    float floor = (float) epsilon;
    float penalty = (float) l2;
    for (int i = 0; i < count; i++) {
      float w = weight[weightOffset + i];
      float g = gradient[gradientOffset + i] + penalty * w;
      float s = normalOrZero(keep * squares[squaresOffset + i] + take * (g * g));
      squares[squaresOffset + i] = s;
      weight[weightOffset + i] = w - step * g / ((float) Math.sqrt(s) + floor);
    }
  }

  @Override
  default void adagradStep(
      int count,
      double rate,
      double epsilon,
      double l2,
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] squares,
      int squaresOffset) {
    float step = (float) rate;
    float floor = (float) epsilon;
    float penalty = (float) l2;
    for (int i = 0; i < count; i++) {
      float w = weight[weightOffset + i];
      float g = gradient[gradientOffset + i] + penalty * w;
      float s = normalOrZero(squares[squaresOffset + i] + g * g);
      squares[squaresOffset + i] = s;
      weight[weightOffset + i] = w - step * g / ((float) Math.sqrt(s) + floor);
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
      float[] weight,
      int weightOffset,
      float[] gradient,
      int gradientOffset,
      float[] first,
      int firstOffset,
      float[] second,
      int secondOffset,
      float @Nullable [] maxSecond,
      int maxSecondOffset) {
    float keepFirst = (float) beta1;
    float takeFirst = (float) (1 - beta1);
    float keepSecond = (float) beta2;
    float takeSecond = (float) (1 - beta2);
    float floor = (float) epsilon;
    float penalty = (float) l2;
    float shrink = (float) (1 - rate * decoupledDecay);
    float stepSize = (float) (rate / (1 - Math.pow(beta1, (double) step)));
    float secondCorrection = (float) (1 / (1 - Math.pow(beta2, (double) step)));
    for (int i = 0; i < count; i++) {
      float w = weight[weightOffset + i];
      float g = gradient[gradientOffset + i] + penalty * w;
      float m = normalOrZero(keepFirst * first[firstOffset + i] + takeFirst * g);
      float v = normalOrZero(keepSecond * second[secondOffset + i] + takeSecond * (g * g));
      first[firstOffset + i] = m;
      second[secondOffset + i] = v;
      float u = v;
      if (maxSecond != null) {
        u = Math.max(maxSecond[maxSecondOffset + i], v);
        maxSecond[maxSecondOffset + i] = u;
      }
      float root = (float) Math.sqrt(u * secondCorrection);
      weight[weightOffset + i] = w * shrink - stepSize * m / (root + floor);
    }
  }

  private static float normalOrZero(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? 0 : x;
  }
}
