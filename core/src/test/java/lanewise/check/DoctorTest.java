package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;

import lanewise.kernel.Backend;
import org.junit.jupiter.api.Test;

/** Where module simd is not on the class path. */
class DoctorTest {
  @Test
  void plainLoopsAreNoSimd() {
    Doctor.Diagnosis report = Doctor.examine(Backend.scalar());

    assertThat(report.simd()).isFalse();
    assertThat(report.well()).isTrue();
    assertThat(report.findings())
        .extracting(Doctor.Finding::topic)
        .containsExactly("backend scalar", "backend reference", "chosen", "threads", "speed");
    assertThat(report.toString().lines())
        .startsWith("simd               off")
        .anyMatch(line -> line.startsWith("chosen             scalar: "))
        .last()
        .isEqualTo("speed              not measured: the vector backend is not in use");
  }
}
