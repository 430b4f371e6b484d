package lanewise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import lanewise.tensor.ShapeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each call against a loop of its own, with offsets and rows longer than they need be. */
class BlasTest {
  private static final Backend SCALAR = Backend.scalar();
  private static final Backend REFERENCE = Backend.reference();
  private static final int M = 3;
  private static final int N = 4;
  private static final int K = 5;
  private static final int OFFSET = 2;
  private static final int LD = 7;

  @AfterAll
  static void close() {
    SCALAR.close();
    REFERENCE.close();
  }

  private static float[] numbers(int seed) {
    double[] normal = new Numbers(seed).normal(60);
    float[] numbers = new float[normal.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) normal[i];
    }
    return numbers;
  }

  private static double at(float[] x, Transpose trans, int i, int j) {
    return x[OFFSET + (trans == Transpose.NO ? i * LD + j : j * LD + i)];
  }

  private static double[] wide(float[] x) {
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    return wide;
  }

  @ParameterizedTest
  @EnumSource
  void products(Transpose trans) {
    float[] a = numbers(1);
    float[] b = numbers(2);
    float[] c = numbers(3);
    float[] before = c.clone();
    double[] d = wide(c);
    Blas.sgemm(SCALAR, trans, trans, M, N, K, 0.5f, a, OFFSET, LD, b, OFFSET, LD, 2, c, OFFSET, LD);
    Blas.dgemm(
        REFERENCE, trans, trans, M, N, K, 0.5, wide(a), OFFSET, LD, wide(b), OFFSET, LD, 2, d,
        OFFSET, LD);
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        double sum = 2 * before[OFFSET + i * LD + j];
        for (int p = 0; p < K; p++) {
          sum += 0.5 * at(a, trans, i, p) * at(b, trans, p, j);
        }
        assertThat((double) c[OFFSET + i * LD + j]).isCloseTo(sum, within(1e-5));
        assertThat(d[OFFSET + i * LD + j]).isCloseTo(sum, within(1e-13));
      }
      assertThat(Arrays.copyOfRange(c, OFFSET + i * LD + N, OFFSET + (i + 1) * LD))
          .containsExactly(Arrays.copyOfRange(before, OFFSET + i * LD + N, OFFSET + (i + 1) * LD));
    }
  }

  @ParameterizedTest
  @EnumSource
  void matrixTimesVector(Transpose trans) {
    float[] a = numbers(1);
    float[] x = numbers(2);
    float[] y = numbers(3);
    float[] before = y.clone();
    Blas.sgemv(SCALAR, trans, M, N, 0.5f, a, OFFSET, LD, x, 1, 2, y, 3);
    for (int i = 0; i < M; i++) {
      double sum = 2 * before[3 + i];
      for (int j = 0; j < N; j++) {
        sum += 0.5 * at(a, trans, i, j) * x[1 + j];
      }
      assertThat((double) y[3 + i]).isCloseTo(sum, within(1e-5));
    }
  }

  @Test
  void sums() {
    float[] x = {9, 1, 2, 3};
    float[] y = {5, 5, 5};
    Blas.saxpy(SCALAR, 2, 10, x, 1, y, 1);
    assertThat(y).containsExactly(5, 15, 25);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    float[] a = new float[12];
    float[] c = new float[12];
    Transpose no = Transpose.NO;
    assertThatThrownBy(() -> Blas.sgemm(SCALAR, no, no, 3, 3, 4, 1, a, 0, 3, a, 0, 3, 0, c, 0, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage("sgemm: lda=3, expected >= 4 (A is (3, 4), row-major)");
    assertThatThrownBy(() -> Blas.sgemm(SCALAR, no, no, 3, 3, 4, 1, a, 1, 4, a, 0, 3, 0, c, 0, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("(3, 4) at element 1 does not fit, expected at most 12 elements");
    assertThatThrownBy(() -> Blas.sgemm(SCALAR, no, no, 3, 3, 4, 1, a, 0, 4, a, 0, 3, 0, a, 0, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage("gemm: C overlaps A, expected separate memory");
    assertThatThrownBy(
            () -> Blas.sgemm(REFERENCE, no, no, 3, 3, 4, 1, a, 0, 4, a, 0, 3, 0, c, 0, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("A is FLOAT32, expected FLOAT64 for backend reference");
    assertThatThrownBy(() -> Blas.sgemm(SCALAR, no, no, -3, 3, 4, 1, a, 0, 4, a, 0, 3, 0, c, 0, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("-3");
  }
}
