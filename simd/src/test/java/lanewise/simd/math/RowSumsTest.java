package lanewise.simd.math;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSumsTest {
  @Test
  void theSumOfExponentialsIsAlwaysAMethodOfItsOwn() throws IOException {
    long longestInlined =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("FreqInlineSize")
                .getValue());
    assertThat(bytecodes("sumExp")).isGreaterThan(longestInlined);
  }

  private static long bytecodes(String method) throws IOException {
    try (InputStream stream = RowSums.class.getResourceAsStream("RowSums.class")) {
      return ClassFile.of().parse(Objects.requireNonNull(stream).readAllBytes()).methods().stream()
          .filter(m -> m.methodName().equalsString(method))
          .map(m -> (CodeAttribute) m.code().orElseThrow())
          .mapToLong(CodeAttribute::codeLength)
          .sum();
    }
  }

  /** Wherever the largest element is, in a row that ends with the array or before it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void maxFindsEveryPlace(int behind) {
    for (int n = 1; n <= 70; n++) {
      for (int place = 0; place < n; place++) {
        float[] x = new float[2 + n + behind];
        Arrays.fill(x, 100f);
        for (int i = 0; i < n; i++) {
          x[2 + i] = i % 3 == 0 ? Float.NaN : -i - 2f;
        }
        x[2 + place] = -1f;
        assertThat(RowSums.max(n, x, 2)).as("%d of %d", place, n).isEqualTo(-1f);
      }
    }
    assertThat(RowSums.max(0, new float[2], 1)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(RowSums.max(40, new float[40], 0)).isZero();
  }
}
