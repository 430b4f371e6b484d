package lanewise.simd.gemm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernel.Transpose;
import lanewise.simd.Lanes;
import lanewise.simd.parallel.WorkerPool;

/**
 * Prints the speed of the products that networks need, and which fraction of the FMA peak that is.
 * The peak is that of a loop of independent multiply-adds, timed in alternation. Times are CPU
 * times of the one thread at work, so that a busy machine distorts them less.
 *
 * <p>Arguments: shapes such as {@code 64,256,784,NT}; none for the usual ones.
 */
public final class GemmPeakProbe {
  private static final VectorSpecies<Float> F = Lanes.F;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 21;
  private static final double ROUND_FLOP = 3e8;
  private static final int PEAK_STEPS = 2000;
  private static final String[] SHAPES = {
    "64,64,64,NN", "96,96,96,NN", "128,128,128,NN", "256,256,256,NN", "512,512,512,NN",
    "1024,1024,1024,NN", "2048,2048,2048,NN", "64,256,784,NT", "200,50,3072,NT", "256,784,64,TN",
    "3072,50,200,TN", "64,784,256,NN", "128,1000,512,NT", "1,1024,1024,NN", "1,1024,1024,NT"
  };

  private GemmPeakProbe() {}

  public static void main(String[] args) {
    for (int i = 0; i < 2000; i++) {
      peak();
    }
    System.out.printf(
        Locale.ROOT, "%d lanes; Gflop/s median [p10 p90], fraction of the FMA peak%n", F.length());
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      for (String shape : args.length == 0 ? SHAPES : args) {
        measure(gemm, shape);
      }
    }
  }

  private static void measure(Gemm gemm, String shape) {
    String[] parts = shape.split(",", -1);
    int m = Integer.parseInt(parts[0]);
    int n = Integer.parseInt(parts[1]);
    int k = Integer.parseInt(parts[2]);
    Transpose transA = parts[3].charAt(0) == 'T' ? Transpose.YES : Transpose.NO;
    Transpose transB = parts[3].charAt(1) == 'T' ? Transpose.YES : Transpose.NO;
    int lda = transA == Transpose.YES ? m : k;
    int ldb = transB == Transpose.YES ? k : n;
    Random random = new Random(1);
    float[] a = random(m * k, random);
    float[] b = random(k * n, random);
    float[] c = new float[m * n];
    double flop = 2.0 * m * n * k;
    int calls = (int) Math.max(1, ROUND_FLOP / flop);
    double[] speed = new double[ROUNDS];
    double[] fraction = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      double peak = peak();
      long start = THREADS.getCurrentThreadCpuTime();
      for (int call = 0; call < calls; call++) {
        gemm.gemm(transA, transB, m, n, k, 1f, a, 0, lda, b, 0, ldb, 0f, c, 0, n);
      }
      double now = flop * calls / (THREADS.getCurrentThreadCpuTime() - start);
      if (round >= 0) {
        speed[round] = now;
        fraction[round] = now / peak;
      }
    }
    Arrays.sort(speed);
    Arrays.sort(fraction);
    System.out.printf(
        Locale.ROOT,
        "%-18s %6.1f [%.1f %.1f]  %.2f%n",
        shape,
        speed[ROUNDS / 2],
        speed[ROUNDS / 10],
        speed[ROUNDS - 1 - ROUNDS / 10],
        fraction[ROUNDS / 2]);
  }

  private static float[] random(int count, Random random) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    return x;
  }

  private static double peak() {
    int calls = 40;
    long start = THREADS.getCurrentThreadCpuTime();
    float sum = 0;
    for (int call = 0; call < calls; call++) {
      sum += independentChains(call);
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    if (Float.isNaN(sum)) {
      throw new IllegalStateException("the peak loop gave NaN");
    }
    return 2.0 * 12 * F.length() * PEAK_STEPS * calls / nanos;
  }

  private static float independentChains(float seed) {
    FloatVector x = FloatVector.broadcast(F, seed * 1e-3f);
    FloatVector y = FloatVector.broadcast(F, 1e-3f);
    FloatVector c0 = x;
    FloatVector c1 = x;
    FloatVector c2 = x;
    FloatVector c3 = x;
    FloatVector c4 = x;
    FloatVector c5 = x;
    FloatVector c6 = y;
    FloatVector c7 = y;
    FloatVector c8 = y;
    FloatVector c9 = y;
    FloatVector c10 = y;
    FloatVector c11 = y;
    for (int step = 0; step < PEAK_STEPS; step++) {
      c0 = x.fma(y, c0);
      c1 = x.fma(y, c1);
      c2 = x.fma(y, c2);
      c3 = x.fma(y, c3);
      c4 = x.fma(y, c4);
      c5 = x.fma(y, c5);
      c6 = x.fma(y, c6);
      c7 = x.fma(y, c7);
      c8 = x.fma(y, c8);
      c9 = x.fma(y, c9);
      c10 = x.fma(y, c10);
      c11 = x.fma(y, c11);
    }
    return c0.add(c1)
        .add(c2)
        .add(c3)
        .add(c4)
        .add(c5)
        .add(c6)
        .add(c7)
        .add(c8)
        .add(c9)
        .add(c10)
        .add(c11)
        .reduceLanes(VectorOperators.ADD);
  }
}
