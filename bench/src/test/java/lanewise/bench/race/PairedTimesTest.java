package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedTimesTest {
  private static final PairedTimes.Setting SETTING =
      new PairedTimes.Setting("openblas", "OpenBLAS 1", 1, "native", 1.01, 0.99);

  /** The clock halves on the way: times of different rounds would give ratios between 1 and 4. */
  @Test
  void dividesWithinARoundOnly() {
    var times = new PairedTimes(4);
    times.add(100, 200, 50);
    times.add(200, 400, 25);
    times.add(100, 200, 50);
    times.add(200, 400, 25);

    RaceResult result = times.result(Work.parse("gemm 10x10x10 NN"), SETTING);

    assertThat(result.ratio()).isEqualTo(2);
    assertThat(result.p10()).isEqualTo(2);
    assertThat(result.p90()).isEqualTo(2);
    assertThat(result.own().peakFraction()).isCloseTo(2000.0 / 100 / 50, within(1e-12));
    assertThat(result.others().peakFraction()).isCloseTo(2000.0 / 200 / 50, within(1e-12));
  }

  @Test
  void speedsAreThoseOfTheMedianTimes() {
    var times = new PairedTimes(3);
    times.add(1000, 4000, 1);
    times.add(2000, 4000, 1);
    times.add(4000, 4000, 1);

    RaceResult result = times.result(Work.parse("gemm 10x10x10 NN"), SETTING);

    assertThat(result.ratio()).isEqualTo(2);
    assertThat(result.p10()).isCloseTo(1.2, within(1e-12));
    assertThat(result.p90()).isCloseTo(3.6, within(1e-12));
    assertThat(result.own().micros()).isEqualTo(2);
    assertThat(result.others().micros()).isEqualTo(4);
    assertThat(result.own().gflops()).isEqualTo(1.0);
    assertThat(result.others().gflops()).isEqualTo(0.5);
    assertThat(result.own().gelements()).isNull();
    assertThat(result.setting().rounds()).isEqualTo(3);
  }

  @Test
  void elementWiseWorkIsCountedInElements() {
    var times = new PairedTimes(1);
    times.add(1000, 2000, 1);

    RaceResult result = times.result(Work.parse("relu 64x1000"), SETTING);

    assertThat(result.own().gelements()).isEqualTo(64.0);
    assertThat(result.others().gelements()).isEqualTo(32.0);
    assertThat(result.own().gflops()).isNull();
    assertThat(result.own().peakFraction()).isNull();
  }
}
