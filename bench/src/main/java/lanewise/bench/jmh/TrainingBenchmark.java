package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.bench.race.TrainingStep;
import lanewise.bench.race.Work;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A training step: forward, loss, backward, update. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrainingBenchmark extends OnBackend {
  /** The network, batch and optimizer, as the race names them. */
  @Param({"64-32-10 b64 sgd", "784-256-10 b64 sgd", "784-256-10 b64 adam"})
  public String network = "64-32-10 b64 sgd";

  private @Nullable TrainingStep step;

  /** Builds the network. */
  @Setup
  public void build() {
    step = new TrainingStep(on, (Work.Train) Work.parse("train " + network));
  }

  /** One step; gives the loss before it. */
  @Benchmark
  public double step() {
    return step == null ? Double.NaN : step.step();
  }
}
