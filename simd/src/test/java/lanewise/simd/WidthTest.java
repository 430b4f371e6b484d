package lanewise.simd;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WidthTest {
  /** 1024 and 2048 as on SVE and RISC-V; 64 where the JVM has no vector instructions. */
  @ParameterizedTest
  @CsvSource({"64, 128", "128, 128", "256, 256", "512, 512", "1024, 512", "2048, 512"})
  void isThePreferredOneWithin128To512Bits(int preferred, int bits) {
    assertThat(Width.bits(preferred, null)).isEqualTo(bits);
    assertThat(VectorShape.forBitSize(bits).vectorBitSize()).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void isThePropertysWhereItIsSet(String property) {
    assertThat(Width.obstacle(property)).isEmpty();
    assertThat(Width.bits(256, property)).isEqualTo(Integer.parseInt(property));
  }

  @ParameterizedTest
  @ValueSource(strings = {"300", "64", "1024", "", " 256", "0x100", "wide", "99999999999"})
  void otherPropertiesAreRefused(String property) {
    assertThat(Width.obstacle(property))
        .contains(
            "lanewise.simd.bits="
                + property
                + ", expected 128, 256 or 512; correct or remove the system property");
  }

  @Test
  void whatIsWiderThanThePlatformsIsEmulated() {
    assertThat(Width.emulated(512, 512)).isEmpty();
    assertThat(Width.emulated(128, 512)).isEmpty();
    assertThat(Width.emulated(512, 256))
        .contains(
            "vectors of 512 bits, the JVM has instructions for 256; remove lanewise.simd.bits,"
                + " -XX:MaxVectorSize and -XX:UseAVX where they are set");
  }
}
