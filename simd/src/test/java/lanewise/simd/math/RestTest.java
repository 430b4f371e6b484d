package lanewise.simd.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernel.Activation;
import lanewise.kernel.Function;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An element's result has the same bits in any lane, in a whole vector and in the rest after the
 * last.
 */
@Tag("widths")
class RestTest {
  interface Apply {
    void run(int count, float[] x, int xOffset, float[] y, int yOffset);
  }

  record Case(String name, Apply apply) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tensor part(float[] array, int offset, int count) {
    return Tensor.of(array, offset, Shape.of(count));
  }

  static Stream<Case> cases() {
    Stream<Case> maps =
        Stream.of(Function.values())
            .map(
                f ->
                    new Case(
                        "" + f,
                        (n, x, i, y, j) -> Maps.apply(f, part(x, i, n), part(y, j, n), 0, n)));
    Stream<Activation> all =
        Stream.of(
            Activation.IDENTITY,
            Activation.RELU,
            Activation.LEAKY_RELU,
            Activation.SIGMOID,
            Activation.TANH,
            Activation.GELU,
            Activation.SILU,
            Activation.ELU,
            Activation.SELU,
            Activation.SOFTPLUS);
    Stream<Case> activations =
        all.flatMap(
            f ->
                Stream.of(
                    new Case(
                        f.kind() + "", (n, x, i, y, j) -> ActivationLoops.apply(f, n, x, i, y, j)),
                    new Case(
                        f.kind() + " gradient",
                        (n, x, i, y, j) ->
                            ActivationGradients.apply(
                                f, part(x, i, n), part(x, i, n), part(y, j, n), 0, n))));
    return Stream.concat(maps, activations);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLaneComputesTheSame(Case f) {
    float[] special = {
      0f,
      -0f,
      1f,
      -1f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      1e-40f,
      -1e-40f,
      88.7f,
      -103.9f,
      0.93f
    };
    Random random = new Random(7);
    float[] x = new float[53];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 3 == 0 ? special[i / 3 % special.length] : (float) random.nextGaussian() * 4;
    }
    int[] alone = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      float[] one = new float[1];
      f.apply.run(1, x, i, one, 0);
      alone[i] = Float.floatToIntBits(one[0]);
    }
    for (int from = 0; from < 17; from++) {
      for (int count = 0; count <= x.length - from; count++) {
        float[] y = new float[x.length + 3];
        f.apply.run(count, x, from, y, 3);
        for (int i = 0; i < count; i++) {
          assertThat(Float.floatToIntBits(y[3 + i]))
              .as("%s of %s, element %d of %d", f, x[from + i], i, count)
              .isEqualTo(alone[from + i]);
        }
      }
    }
  }

  /** Large arrays are written from a vector boundary on. */
  @ParameterizedTest
  @MethodSource("cases")
  void aLargeArrayIsComputedLikeItsPieces(Case f) {
    int count = (1 << 17) + 5;
    int piece = 1 << 12;
    float[] x = new float[count];
    Random random = new Random(8);
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian() * 4;
    }
    float[] pieces = new float[count];
    for (int i = 0; i < count; i += piece) {
      f.apply.run(Math.min(piece, count - i), x, i, pieces, i);
    }
    for (int offset = 0; offset <= 16; offset++) {
      float[] y = new float[offset + count + 1];
      f.apply.run(count, x, 0, y, offset);
      assertThat(Arrays.mismatch(pieces, 0, count, y, offset, offset + count))
          .as("%s at offset %d", f, offset)
          .isEqualTo(-1);
      assertThat(y[offset + count]).isZero();
      if (offset > 0) {
        assertThat(y[offset - 1]).isZero();
      }
    }
  }

  /** The twin that row kernels use for the logarithm of a sum. */
  @Test
  void aLogarithmAloneHasTheBitsOfALane() {
    int count = 1 << 16;
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = Float.intBitsToFloat(i * 65_537);
    }
    float[] y = new float[count];
    Maps.apply(Function.LOG, part(x, 0, count), part(y, 0, count), 0, count);
    for (int i = 0; i < count; i++) {
      assertThat(Float.floatToIntBits(Logarithm.log(x[i])))
          .as("log %s", x[i])
          .isEqualTo(Float.floatToIntBits(y[i]));
    }
  }
}
