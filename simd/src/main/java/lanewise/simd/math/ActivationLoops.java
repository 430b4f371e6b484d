package lanewise.simd.math;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import lanewise.kernel.Activation;
import lanewise.simd.Lanes;
import lanewise.tensor.Tensor;

/**
 * ActivationLoops over arrays; in place allowed. A loop for each function, so that the JIT compiles
 * it alone.
 *
 * <p>Accuracy: that of {@link Sigmoids}, {@link ErrorFunction} and {@link Exponential}; the others
 * round once or twice.
 *
 * @see ActivationGradients
 */
public final class ActivationLoops {
  private static final float SELU_RIGHT = (float) Activation.SELU_LAMBDA;
  private static final float SELU_LEFT = (float) (Activation.SELU_LAMBDA * Activation.SELU_ALPHA);

  private ActivationLoops() {}

  /** y = f(x), for a range of the elements. */
  public static void apply(Activation f, Tensor x, Tensor y, int first, int count) {
    apply(f, count, x.floats(), x.offset() + first, y.floats(), y.offset() + first);
  }

  /** y = f(x). */
  public static void apply(
      Activation f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    int head = Lanes.untilAligned(count, yOffset);
    part(f, head, x, xOffset, y, yOffset);
    int whole = F.loopBound(count - head);
    vectors(f, whole, x, xOffset + head, y, yOffset + head);
    int done = head + whole;
    part(f, count - done, x, xOffset + done, y, yOffset + done);
  }

  /** y = f(x), for a count less than a vector's. */
  private static void part(
      Activation f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    if (count > 0) {
      float[] scratch = Scratch.get();
      Scratch.padded(count, x, xOffset, 0f, scratch, Scratch.REST);
      vectors(f, LENGTH, scratch, Scratch.REST, scratch, Scratch.REST);
      System.arraycopy(scratch, Scratch.REST, y, yOffset, count);
    }
  }

  /** y = f(x), for a count of whole vectors. */
  private static void vectors(
      Activation f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    switch (f.kind()) {
      case IDENTITY -> Streams.copy(count, x, xOffset, y, yOffset);
      case RELU -> relu(count, x, xOffset, y, yOffset);
      case LEAKY_RELU -> leakyRelu(count, (float) f.parameter(), x, xOffset, y, yOffset);
      case SIGMOID -> sigmoid(count, x, xOffset, y, yOffset);
      case TANH -> tanh(count, x, xOffset, y, yOffset);
      case GELU -> gelu(count, x, xOffset, y, yOffset);
      case SILU -> silu(count, x, xOffset, y, yOffset);
      case ELU -> elu(count, 1f, (float) f.parameter(), x, xOffset, y, yOffset);
      case SELU -> elu(count, SELU_RIGHT, SELU_LEFT, x, xOffset, y, yOffset);
      case SOFTPLUS -> softplus(count, x, xOffset, y, yOffset);
    }
  }

  private static void relu(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = fromArray(F, x, xOffset + i);
      v.blend(0f, v.compare(LE, 0f)).intoArray(y, yOffset + i);
    }
  }

  private static void leakyRelu(
      int count, float slope, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = fromArray(F, x, xOffset + i);
      v.mul(slope).blend(v, v.compare(GT, 0f)).intoArray(y, yOffset + i);
    }
  }

  private static void sigmoid(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      Sigmoids.sigmoid(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  private static void tanh(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      Sigmoids.tanh(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  private static void gelu(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      ErrorFunction.gelu(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  private static void silu(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      Sigmoids.silu(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  private static void softplus(int count, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      Sigmoids.softplus(fromArray(F, x, xOffset + i)).intoArray(y, yOffset + i);
    }
  }

  /** right * x for x &gt; 0, left * (e^x - 1) elsewhere. */
  private static void elu(
      int count, float right, float left, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = fromArray(F, x, xOffset + i);
      FloatVector negative = Exponential.expm1NonPositive(v).mul(left);
      negative.blend(v.mul(right), v.compare(GT, 0f)).intoArray(y, yOffset + i);
    }
  }
}
