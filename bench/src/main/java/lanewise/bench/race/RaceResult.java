package lanewise.bench.race;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * What one work against one peer came to.
 *
 * @param work the work's name
 * @param against the peer's name
 * @param ratio the median over the rounds of peer time / lanewise time: above 1, lanewise is faster
 * @param p10 the 10th percentile of that
 * @param p90 the 90th percentile of that
 * @param own how fast lanewise was
 * @param others how fast the peer was
 * @param setting how the two were held
 */
public record RaceResult(
    String work,
    String against,
    double ratio,
    double p10,
    double p90,
    @JsonUnwrapped(prefix = "lanewise_") Speed own,
    @JsonUnwrapped(prefix = "peer_") Speed others,
    @JsonUnwrapped Setting setting) {

  /**
   * The speed of one contender.
   *
   * @param micros median time of one run, in microseconds
   * @param gflops 10^9 floating-point operations a second; absent where elements are counted
   * @param gelements 10^9 elements a second, for element-wise and row works
   * @param peakFraction median over the rounds of the speed / that of independent FMAs in the same
   *     round
   * @param cpus processors kept busy; more than the threads tells of idle threads that spin, of the
   *     JIT or the collector
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Speed(
      @JsonProperty("us") double micros,
      @Nullable Double gflops,
      @Nullable Double gelements,
      @JsonProperty("peak_fraction") @Nullable Double peakFraction,
      double cpus) {}

  /**
   * How the contenders were held.
   *
   * @param threads of every contender
   * @param rounds pairs measured
   * @param isa {@code native} or {@code avx2}
   * @param peer the peer, its version and code path, in its own words
   */
  public record Setting(int threads, int rounds, String isa, String peer) {}
}
