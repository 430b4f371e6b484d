package lanewise.bench.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the machine can do: independent fused multiply-adds in registers, nothing else. No product
 * can be faster, so it tells how much of the machine a product uses, whatever the clock does at
 * that moment.
 *
 * <p>It is to be measured by the process whose product it is compared with, right after it: two
 * processes may live on processors of unequal speed for minutes, and a fraction of the other one's
 * peak says nothing.
 *
 * <p>Ten accumulators hide a latency of 4 to 5 cycles at two FMAs a cycle, and with two operands
 * fit the 16 registers of AVX2.
 */
public final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 10;
  private static final int STEPS = 3 << 11;
  private static final long LOOP_FLOPS = 2L * STEPS * ACCUMULATORS * SPECIES.length();

  private FmaPeak() {}

  /**
   * The speed of so many threads together, in floating-point operations a nanosecond: each runs for
   * a quarter of that time untimed, until all have begun, then at least that long timed.
   */
  public static double gflops(int threads, Duration least) {
    List<FutureTask<Double>> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      var other = new FutureTask<Double>(() -> gflops(least));
      others.add(other);
      Thread.ofPlatform().daemon().start(other);
    }
    double total = gflops(least);
    for (FutureTask<Double> other : others) {
      total += await(other);
    }
    return total;
  }

  private static double gflops(Duration least) {
    timed(least.toNanos() / 4);
    return timed(least.toNanos());
  }

  private static double timed(long least) {
    int loops = 0;
    long nanos = 0;
    while (nanos < least) {
      loops++;
      nanos += nanos(1);
    }
    return (double) loops * LOOP_FLOPS / nanos;
  }

  /** The time of so many loops on this thread, for warming up. */
  static long nanos(int loops) {
    float sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < loops; i++) {
      sum += loop();
    }
    long nanos = System.nanoTime() - start;
    if (Float.isNaN(sum)) {
      throw new IllegalStateException("the loop of FMAs gave NaN");
    }
    return nanos;
  }

  private static double await(FutureTask<Double> other) {
    try {
      return other.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The result keeps the JIT from leaving the work out. Three steps per turn make the method too
   * long for the JIT to inline: once it was inlined into the loop that times it, it ran at half the
   * speed.
   */
  private static float loop() {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.25f);
    FloatVector a0 = x;
    FloatVector a1 = x;
    FloatVector a2 = x;
    FloatVector a3 = x;
    FloatVector a4 = x;
    FloatVector a5 = x;
    FloatVector a6 = x;
    FloatVector a7 = x;
    FloatVector a8 = x;
    FloatVector a9 = x;
    for (int step = 0; step < STEPS; step += 3) {
      a0 = x.fma(y, a0);
      a1 = x.fma(y, a1);
      a2 = x.fma(y, a2);
      a3 = x.fma(y, a3);
      a4 = x.fma(y, a4);
      a5 = x.fma(y, a5);
      a6 = x.fma(y, a6);
      a7 = x.fma(y, a7);
      a8 = x.fma(y, a8);
      a9 = x.fma(y, a9);
      a0 = x.fma(y, a0);
      a1 = x.fma(y, a1);
      a2 = x.fma(y, a2);
      a3 = x.fma(y, a3);
      a4 = x.fma(y, a4);
      a5 = x.fma(y, a5);
      a6 = x.fma(y, a6);
      a7 = x.fma(y, a7);
      a8 = x.fma(y, a8);
      a9 = x.fma(y, a9);
      a0 = x.fma(y, a0);
      a1 = x.fma(y, a1);
      a2 = x.fma(y, a2);
      a3 = x.fma(y, a3);
      a4 = x.fma(y, a4);
      a5 = x.fma(y, a5);
      a6 = x.fma(y, a6);
      a7 = x.fma(y, a7);
      a8 = x.fma(y, a8);
      a9 = x.fma(y, a9);
    }
    FloatVector left = a0.add(a1).add(a2).add(a3).add(a4);
    FloatVector right = a5.add(a6).add(a7).add(a8).add(a9);
    return left.add(right).lane(0);
  }
}
