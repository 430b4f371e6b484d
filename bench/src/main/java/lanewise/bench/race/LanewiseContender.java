package lanewise.bench.race;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.Function;
import lanewise.kernel.Transpose;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Lanewise itself, through its public API, on one of its backends. */
public final class LanewiseContender implements Contender {
  private final Backend backend;

  LanewiseContender(Backend backend) {
    this.backend = backend;
  }

  /** Serves the race; arguments: the number of threads, the backend's name. */
  public static void main(String[] args) throws IOException {
    try (Backend backend = Backend.create(args[1], Integer.parseInt(args[0]))) {
      ContenderServer.serve(new LanewiseContender(backend));
    }
  }

  @Override
  public Map<String, String> introduce() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "Lanewise " + backend.name());
    words.put("threads", Integer.toString(backend.threads()));
    words.put("kernels", backend.selection().provider().description());
    words.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    return Optional.of(
        switch (work) {
          case Work.MatrixProduct gemm -> gemm(gemm);
          case Work.Map map -> map(map);
          case Work.SoftmaxRows softmax -> softmax(softmax);
          case Work.Train train -> new TrainingStep(backend, train);
        });
  }

  private Task gemm(Work.MatrixProduct work) {
    Transpose transA = work.transA() ? Transpose.YES : Transpose.NO;
    Transpose transB = work.transB() ? Transpose.YES : Transpose.NO;
    Tensor a =
        input(1, 1, work.transA() ? Shape.of(work.k(), work.m()) : Shape.of(work.m(), work.k()));
    Tensor b =
        input(2, 1, work.transB() ? Shape.of(work.n(), work.k()) : Shape.of(work.k(), work.n()));
    Tensor c = backend.zeros(work.m(), work.n());
    return task(() -> backend.products().gemm(1, transA, a, transB, b, 0, c), c);
  }

  private Task map(Work.Map work) {
    Tensor x = input(1, Inputs.MAP_SCALE, Shape.of(work.rows(), work.cols()));
    Tensor y = backend.zeros(x.shape());
    return switch (work.op()) {
      case RELU -> task(() -> backend.elements().activate(Activation.RELU, x, y), y);
      case SIGMOID -> task(() -> backend.elements().activate(Activation.SIGMOID, x, y), y);
      case TANH -> task(() -> backend.elements().activate(Activation.TANH, x, y), y);
      case GELU -> task(() -> backend.elements().activate(Activation.GELU, x, y), y);
      case EXP -> task(() -> backend.elements().map(Function.EXP, x, y), y);
    };
  }

  private Task softmax(Work.SoftmaxRows work) {
    Tensor x = input(1, Inputs.MAP_SCALE, Shape.of(work.rows(), work.cols()));
    Tensor y = backend.zeros(x.shape());
    return work.log()
        ? task(() -> backend.rowOps().logSoftmax(x, y), y)
        : task(() -> backend.rowOps().softmax(x, y), y);
  }

  private static Tensor input(int stream, float scale, Shape shape) {
    return Tensor.of(Inputs.floats(stream, shape.size(), scale), 0, shape);
  }

  private static Task task(Runnable call, Tensor result) {
    return new Task() {
      @Override
      public void run() {
        call.run();
      }

      @Override
      public float[] result() {
        return result.toFloats();
      }
    };
  }
}
