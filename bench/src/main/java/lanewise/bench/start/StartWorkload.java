package lanewise.bench.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import lanewise.bench.race.TrainingStep;
import lanewise.bench.race.Work;
import lanewise.kernel.Backend;

/**
 * What the measured JVM does: chooses a backend, builds a network, trains it for some steps, and
 * prints its {@link Timeline} as JSON. Whatever is not needed for the first step comes after it.
 */
final class StartWorkload {
  /** The network, the size of its batches, and the optimizer. */
  static final Work.Train WORK = new Work.Train(List.of(784, 256, 10), 64, Work.UpdateRule.SGD);

  /** Enough for the JIT to come to its end on any machine that trains this network fast. */
  private static final int STEPS = 1500;

  private StartWorkload() {}

  /** Arguments: when this process was asked for, see {@link #epochMicros}. */
  public static void main(String[] args) throws JsonProcessingException {
    long main = System.nanoTime();
    double mainMicros = epochMicros() - Long.parseLong(args[0]);
    try (Backend backend = Backend.auto()) {
      long chosen = System.nanoTime();
      var training = new TrainingStep(backend, WORK);
      long built = System.nanoTime();
      training.step();
      long first = System.nanoTime();

      CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
      double[] stepNanos = new double[STEPS];
      long[] compilation = new long[STEPS];
      stepNanos[0] = first - built;
      compilation[0] = millis(compiler);
      for (int step = 1; step < STEPS; step++) {
        long start = System.nanoTime();
        training.step();
        stepNanos[step] = System.nanoTime() - start;
        compilation[step] = millis(compiler);
      }

      List<Double> stepMicros = new ArrayList<>();
      List<Long> compilationMillis = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        stepMicros.add(stepNanos[step] * 1e-3);
        compilationMillis.add(compilation[step]);
      }
      System.out.println(
          new ObjectMapper()
              .writeValueAsString(
                  new Timeline(
                      backend.name(),
                      mainMicros,
                      mainMicros + (chosen - main) * 1e-3,
                      mainMicros + (built - main) * 1e-3,
                      mainMicros + (first - main) * 1e-3,
                      stepMicros,
                      compilationMillis)));
    }
  }

  /** Now, by the clock that all processes share. */
  static long epochMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static long millis(CompilationMXBean compiler) {
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }
}
