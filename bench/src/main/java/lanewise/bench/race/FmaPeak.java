package lanewise.bench.race;

import java.time.Duration;
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
  private static final int STEPS = 1 << 12;
  private static final long LOOP_FLOPS = 2L * STEPS * ACCUMULATORS * SPECIES.length();

  private FmaPeak() {}

  /**
   * The speed of so many threads together, in floating-point operations a nanosecond: each runs for
   * a quarter of that time untimed, until all have begun, then at least that long timed.
   */
  public static double gflops(int threads, Duration least) {
    var others = new FutureTask<?>[threads - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = new FutureTask<>(() -> gflops(least));
      Thread.ofPlatform().daemon().start(others[i]);
    }
    double total = gflops(least);
    for (FutureTask<?> other : others) {
      total += (Double) await(other);
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

  private static Object await(FutureTask<?> other) {
    try {
      return other.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The result keeps the JIT from leaving the work out. */
  private static float loop() {
    FloatVector factor = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector addend = FloatVector.broadcast(SPECIES, 1);
    FloatVector a0 = addend;
    FloatVector a1 = addend;
    FloatVector a2 = addend;
    FloatVector a3 = addend;
    FloatVector a4 = addend;
    FloatVector a5 = addend;
    FloatVector a6 = addend;
    FloatVector a7 = addend;
    FloatVector a8 = addend;
    FloatVector a9 = addend;
    for (int step = 0; step < STEPS; step++) {
      a0 = a0.fma(factor, addend);
      a1 = a1.fma(factor, addend);
      a2 = a2.fma(factor, addend);
      a3 = a3.fma(factor, addend);
      a4 = a4.fma(factor, addend);
      a5 = a5.fma(factor, addend);
      a6 = a6.fma(factor, addend);
      a7 = a7.fma(factor, addend);
      a8 = a8.fma(factor, addend);
      a9 = a9.fma(factor, addend);
    }
    FloatVector left = a0.add(a1).add(a2).add(a3).add(a4);
    FloatVector right = a5.add(a6).add(a7).add(a8).add(a9);
    return left.add(right).lane(0);
  }
}
