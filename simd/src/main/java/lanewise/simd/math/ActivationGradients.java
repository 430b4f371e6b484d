package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import lanewise.kernel.Activation;
import lanewise.tensor.Tensor;

/**
 * Gradients of {@link ActivationLoops} over arrays: dX = dY f', f' from the output y where that
 * determines it, else (GELU, SiLU) from the input x. dX may be dY or saved, in place. NaN in either
 * gives NaN (IDENTITY reads dY alone); where f' is 0, an infinite dY does too.
 */
public final class ActivationGradients {
  private static final float SELU_RIGHT = (float) Activation.SELU_LAMBDA;
  private static final float SELU_LEFT = (float) (Activation.SELU_LAMBDA * Activation.SELU_ALPHA);

  private ActivationGradients() {}

  /** dX = dY f'(saved), for a range of the elements. */
  public static void apply(Activation f, Tensor saved, Tensor dY, Tensor dX, int first, int count) {
    apply(
        f,
        count,
        saved.floats(),
        saved.offset() + first,
        dY.floats(),
        dY.offset() + first,
        dX.floats(),
        dX.offset() + first);
  }

  static void apply(
      Activation f,
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    int whole = F.loopBound(count);
    vectors(f, whole, saved, savedOffset, dY, dYOffset, dX, dXOffset);
    if (whole < count) {
      float[] scratch = Scratch.get();
      Scratch.padded(count - whole, saved, savedOffset + whole, 0f, scratch, Scratch.REST);
      Scratch.padded(count - whole, dY, dYOffset + whole, 0f, scratch, Scratch.OTHER_REST);
      vectors(
          f,
          LENGTH,
          scratch,
          Scratch.REST,
          scratch,
          Scratch.OTHER_REST,
          scratch,
          Scratch.OTHER_REST);
      System.arraycopy(scratch, Scratch.OTHER_REST, dX, dXOffset + whole, count - whole);
    }
  }

  /** dX = dY f'(saved), for a count of whole vectors. */
  private static void vectors(
      Activation f,
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    switch (f.kind()) {
      case IDENTITY -> Streams.copy(count, dY, dYOffset, dX, dXOffset);
      case RELU -> relu(count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case LEAKY_RELU ->
          leakyRelu(count, (float) f.parameter(), saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case SIGMOID -> sigmoid(count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case TANH -> tanh(count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case GELU -> gelu(count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case SILU -> silu(count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case ELU ->
          elu(count, 1f, (float) f.parameter(), saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case SELU ->
          elu(count, SELU_RIGHT, SELU_LEFT, saved, savedOffset, dY, dYOffset, dX, dXOffset);
      case SOFTPLUS -> softplus(count, saved, savedOffset, dY, dYOffset, dX, dXOffset);
    }
  }

  /**
   * d - d is 0 but where 0 d is NaN. NaN in y is neither above 0 nor not: it has to be put back.
   */
  private static void relu(
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector y = fromArray(F, saved, savedOffset + i);
      FloatVector d = fromArray(F, dY, dYOffset + i);
      d.blend(d.sub(d), y.compare(LE, 0f)).blend(y, y.compare(NE, y)).intoArray(dX, dXOffset + i);
    }
  }

  private static void leakyRelu(
      int count,
      float slope,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector y = fromArray(F, saved, savedOffset + i);
      FloatVector d = fromArray(F, dY, dYOffset + i);
      d.mul(slope)
          .blend(d, y.compare(GT, 0f))
          .blend(y, y.compare(NE, y))
          .intoArray(dX, dXOffset + i);
    }
  }

  private static void sigmoid(
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector y = fromArray(F, saved, savedOffset + i);
      FloatVector d = fromArray(F, dY, dYOffset + i);
      broadcast(F, 1f).sub(y).mul(y).mul(d).intoArray(dX, dXOffset + i);
    }
  }

  private static void tanh(
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector y = fromArray(F, saved, savedOffset + i);
      FloatVector d = fromArray(F, dY, dYOffset + i);
      y.neg().fma(y, broadcast(F, 1f)).mul(d).intoArray(dX, dXOffset + i);
    }
  }

  private static void gelu(
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector derivative = ErrorFunction.geluDerivative(fromArray(F, saved, savedOffset + i));
      derivative.mul(fromArray(F, dY, dYOffset + i)).intoArray(dX, dXOffset + i);
    }
  }

  private static void silu(
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector derivative = Sigmoids.siluDerivative(fromArray(F, saved, savedOffset + i));
      derivative.mul(fromArray(F, dY, dYOffset + i)).intoArray(dX, dXOffset + i);
    }
  }

  /** f' is right for y &gt; 0 and left e^x = y + left elsewhere. */
  private static void elu(
      int count,
      float right,
      float left,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector y = fromArray(F, saved, savedOffset + i);
      FloatVector d = fromArray(F, dY, dYOffset + i);
      y.add(left).blend(right, y.compare(GT, 0f)).mul(d).intoArray(dX, dXOffset + i);
    }
  }

  /** f' = sigmoid(x) = 1 - e^-y. */
  private static void softplus(
      int count,
      float[] saved,
      int savedOffset,
      float[] dY,
      int dYOffset,
      float[] dX,
      int dXOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector minusDerivative =
          Exponential.expm1NonPositive(fromArray(F, saved, savedOffset + i).neg());
      minusDerivative.neg().mul(fromArray(F, dY, dYOffset + i)).intoArray(dX, dXOffset + i);
    }
  }
}
