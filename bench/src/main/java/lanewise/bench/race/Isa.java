package lanewise.bench.race;

import java.util.List;
import java.util.Map;

/**
 * The instruction set that all contenders are held to, so that an AVX-512 machine can stand in for
 * an AVX2 one.
 */
public enum Isa {
  /** Whatever the machine has. */
  NATIVE,
  /** AVX2 and FMA. */
  AVX2;

  /** What it takes to hold a JVM to it. */
  public List<String> jvmFlags() {
    return switch (this) {
      case NATIVE -> List.of();
      case AVX2 -> List.of("-XX:UseAVX=2");
    };
  }

  /** What it takes to hold native libraries to it. */
  public Map<String, String> environment() {
    return switch (this) {
      case NATIVE -> Map.of();
      case AVX2 ->
          Map.of(
              "OPENBLAS_CORETYPE", "Zen",
              "MKL_ENABLE_INSTRUCTIONS", "AVX2",
              "ATEN_CPU_CAPABILITY", "avx2",
              "ONEDNN_MAX_CPU_ISA", "AVX2",
              "DNNL_MAX_CPU_ISA", "AVX2");
    };
  }
}
