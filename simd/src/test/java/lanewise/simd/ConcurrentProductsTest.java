package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Products of several threads at once on kernels of one thread. */
class ConcurrentProductsTest {
  @Test
  void fourCallersAllocateNothing() throws Exception {
    assertThat(NewJvm.lines(NewJvm.COMPILING_AT_ONCE, ConcurrentProductsProbe.class))
        .hasSize(4)
        .containsOnly("0");
  }
}
