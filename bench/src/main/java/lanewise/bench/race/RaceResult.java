package lanewise.bench.race;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What one work against one peer came to.
 *
 * @param work the work's name
 * @param against the peer's name
 * @param ratio the median over the rounds of peer time / lanewise time: above 1, lanewise is faster
 * @param p10 the 10th percentile of that
 * @param p90 the 90th percentile of that
 * @param lanewiseMicros median time of one run of lanewise, in microseconds
 * @param peerMicros median time of one run of the peer, in microseconds
 * @param gflops lanewise's speed, in 10^9 floating-point operations a second; absent where nothing
 *     but elements is counted
 * @param peerGflops the peer's speed
 * @param gelements lanewise's speed, in 10^9 elements a second, for element-wise and row works
 * @param peerGelements the peer's speed
 * @param peakFraction median over the rounds of lanewise's speed / that of independent FMAs in the
 *     same round
 * @param peerPeakFraction the peer's
 * @param cpus processors that lanewise kept busy while it ran; more than {@code threads} tells of
 *     idle threads that spin, of the JIT or the collector
 * @param peerCpus processors that the peer kept busy
 * @param threads of every contender
 * @param rounds pairs measured
 * @param isa {@code native} or {@code avx2}
 * @param peer the peer, its version and code path, in its own words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RaceResult(
    String work,
    String against,
    double ratio,
    double p10,
    double p90,
    @JsonProperty("lanewise_us") double lanewiseMicros,
    @JsonProperty("peer_us") double peerMicros,
    @Nullable Double gflops,
    @JsonProperty("peer_gflops") @Nullable Double peerGflops,
    @Nullable Double gelements,
    @JsonProperty("peer_gelements") @Nullable Double peerGelements,
    @JsonProperty("peak_fraction") @Nullable Double peakFraction,
    @JsonProperty("peer_peak_fraction") @Nullable Double peerPeakFraction,
    double cpus,
    @JsonProperty("peer_cpus") double peerCpus,
    int threads,
    int rounds,
    String isa,
    String peer) {}
