package lanewise.bench.peer.pytorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lanewise.bench.race.Contender;
import lanewise.bench.race.ContenderServer;
import lanewise.bench.race.Inputs;
import lanewise.bench.race.LoadedLibraries;
import lanewise.bench.race.Work;

/**
 * PyTorch, through the Deep Java Library, as a Java program would use it: each operation gives a
 * new array, which is closed at the next.
 */
public final class DjlContender implements Contender {
  private final NDManager manager;

  private DjlContender(NDManager manager) {
    this.manager = manager;
  }

  /** Serves the race; argument: the number of threads. */
  public static void main(String[] args) throws IOException {
    System.setProperty("ai.djl.offline", "true");
    Engine engine = Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(Integer.parseInt(args[0]));
    try (NDManager manager = engine.newBaseManager(Device.cpu())) {
      ContenderServer.serve(new DjlContender(manager));
    }
  }

  @Override
  public Map<String, String> introduce() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "PyTorch through DJL");
    words.put("version", manager.getEngine().getVersion());
    words.put("threads", Integer.toString(JniUtils.getNumThreads()));
    words.put(
        "kernels",
        System.getenv().getOrDefault("ATEN_CPU_CAPABILITY", "by CPU")
            + " "
            + LoadedLibraries.named("libtorch_cpu"));
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    return Optional.of(
        switch (work) {
          case Work.MatrixProduct gemm -> gemm(gemm);
          case Work.Map map -> map(map);
          case Work.SoftmaxRows softmax -> softmax(softmax);
          case Work.Train train -> new DjlTraining(manager, train);
        });
  }

  private Task gemm(Work.MatrixProduct work) {
    NDManager scope = manager.newSubManager();
    NDArray a =
        input(
            scope, 1, 1, work.transA() ? work.k() : work.m(), work.transA() ? work.m() : work.k());
    NDArray b =
        input(
            scope, 2, 1, work.transB() ? work.n() : work.k(), work.transB() ? work.k() : work.n());
    NDArray left = work.transA() ? a.transpose() : a;
    NDArray right = work.transB() ? b.transpose() : b;
    return new LatestResult(scope, () -> left.matMul(right));
  }

  private Task map(Work.Map work) {
    NDManager scope = manager.newSubManager();
    NDArray x = input(scope, 1, Inputs.MAP_SCALE, work.rows(), work.cols());
    return switch (work.op()) {
      case RELU -> new LatestResult(scope, () -> Activation.relu(x));
      case SIGMOID -> new LatestResult(scope, () -> Activation.sigmoid(x));
      case TANH -> new LatestResult(scope, () -> Activation.tanh(x));
      case EXP -> new LatestResult(scope, x::exp);
      case GELU -> new LatestResult(scope, () -> Activation.gelu(x));
    };
  }

  private Task softmax(Work.SoftmaxRows work) {
    NDManager scope = manager.newSubManager();
    NDArray x = input(scope, 1, Inputs.MAP_SCALE, work.rows(), work.cols());
    return work.log()
        ? new LatestResult(scope, () -> x.logSoftmax(1))
        : new LatestResult(scope, () -> x.softmax(1));
  }

  private static NDArray input(NDManager scope, int stream, float scale, int rows, int cols) {
    return scope.create(Inputs.floats(stream, rows * cols, scale), new Shape(rows, cols));
  }

  /** One operation; its latest result is kept. */
  private static final class LatestResult implements Task {
    private final NDManager scope;
    private final Supplier<NDArray> operation;
    private NDArray latest;

    LatestResult(NDManager scope, Supplier<NDArray> operation) {
      this.scope = scope;
      this.operation = operation;
      latest = operation.get();
    }

    @Override
    public void run() {
      latest.close();
      latest = operation.get();
    }

    @Override
    public float[] result() {
      return latest.toFloatArray();
    }

    @Override
    public void close() {
      scope.close();
    }
  }
}
