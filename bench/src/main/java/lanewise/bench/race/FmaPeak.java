package lanewise.bench.race;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The contender that measures the machine: independent fused multiply-adds in registers, nothing
 * else. No product can be faster, so it tells how much of the machine a product uses, whatever the
 * clock does at that moment.
 *
 * <p>Ten accumulators hide a latency of 4 to 5 cycles at two FMAs a cycle, and with two operands
 * fit the 16 registers of AVX2.
 */
public final class FmaPeak implements Contender {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 10;
  private static final int STEPS = 1 << 16;

  /** Floating-point operations of one {@link #loop}. */
  public static final long LOOP_FLOPS = 2L * STEPS * ACCUMULATORS * SPECIES.length();

  /** The word of the introduction that tells the floating-point operations of one run. */
  static final String FLOPS = "flops";

  private final int threads;
  private final ExecutorService others;

  private FmaPeak(int threads) {
    this.threads = threads;
    others =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), Thread.ofPlatform().daemon().factory());
  }

  /** Serves the race; argument: the number of threads. */
  public static void main(String[] args) throws IOException {
    ContenderServer.serve(new FmaPeak(Integer.parseInt(args[0])));
  }

  @Override
  public Map<String, String> introduce() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "independent FMAs");
    words.put("threads", Integer.toString(threads));
    words.put(FLOPS, Long.toString(threads * LOOP_FLOPS));
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    return Optional.of(new Loops());
  }

  private final class Loops implements Task {
    private float sum;

    @Override
    public void run() {
      List<Future<Float>> parts = new ArrayList<>();
      for (int i = 1; i < threads; i++) {
        parts.add(others.submit(FmaPeak::loop));
      }
      float total = loop();
      for (Future<Float> part : parts) {
        total += await(part);
      }
      sum = total;
    }

    @Override
    public float[] result() {
      return new float[] {sum};
    }
  }

  private static float await(Future<Float> part) {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Does {@link #LOOP_FLOPS} operations on this thread; the result keeps the JIT from leaving them
   * out.
   */
  public static float loop() {
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
