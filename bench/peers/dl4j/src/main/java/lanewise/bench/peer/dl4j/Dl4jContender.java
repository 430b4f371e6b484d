package lanewise.bench.peer.dl4j;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import lanewise.bench.race.Contender;
import lanewise.bench.race.ContenderServer;
import lanewise.bench.race.Inputs;
import lanewise.bench.race.LoadedLibraries;
import lanewise.bench.race.Work;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Deeplearning4j on ND4J's native backend, results into preallocated arrays. */
public final class Dl4jContender implements Contender {
  private Dl4jContender() {}

  /** Serves the race; argument: the number of threads. */
  public static void main(String[] args) throws IOException {
    Nd4j.getBackend(); // starts it: the holder of its native calls is empty before
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(Integer.parseInt(args[0]));
    ContenderServer.serve(new Dl4jContender());
  }

  @Override
  public Map<String, String> introduce() {
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "Deeplearning4j");
    words.put("version", "1.0.0-M2.1");
    words.put(
        "threads",
        Integer.toString(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()));
    words.put(
        "kernels",
        environment.getProperty("blas.vendor", "") + " " + LoadedLibraries.named("libnd4jcpu"));
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    if (work instanceof Work.Map map && map.op() == Work.Op.GELU) {
      return Optional.empty(); // it has approximations only
    }
    return Optional.of(
        switch (work) {
          case Work.MatrixProduct gemm -> gemm(gemm);
          case Work.Map map -> rowWise(map.op().word(), map.rows(), map.cols());
          case Work.SoftmaxRows softmax ->
              rowWise(softmax.log() ? "log_softmax" : "softmax", softmax.rows(), softmax.cols());
          case Work.Train train -> new Dl4jTraining(train);
        });
  }

  private static Task gemm(Work.MatrixProduct work) {
    INDArray a =
        input(1, 1, work.transA() ? work.k() : work.m(), work.transA() ? work.m() : work.k());
    INDArray b =
        input(2, 1, work.transB() ? work.n() : work.k(), work.transB() ? work.k() : work.n());
    INDArray c = Nd4j.create(new int[] {work.m(), work.n()}, 'f');
    return task(() -> Nd4j.gemm(a, b, c, work.transA(), work.transB(), 1, 0), c);
  }

  private static Task rowWise(String operation, int rows, int cols) {
    INDArray x = input(1, Inputs.MAP_SCALE, rows, cols);
    INDArray y = Nd4j.create(new int[] {rows, cols}, 'c');
    if (operation.equals("exp")) {
      return task(() -> Nd4j.getExecutioner().exec(new Exp(x, y)), y);
    }
    DynamicCustomOp.DynamicCustomOpsBuilder call =
        DynamicCustomOp.builder(operation).addInputs(x).addOutputs(y);
    CustomOp op = (operation.equals("relu") ? call.addFloatingPointArguments(0.0) : call).build();
    return task(() -> Nd4j.getExecutioner().exec(op), y);
  }

  private static INDArray input(int stream, float scale, int rows, int cols) {
    return Nd4j.create(Inputs.floats(stream, rows * cols, scale), new int[] {rows, cols}, 'c');
  }

  private static Task task(Runnable operation, INDArray result) {
    return new Task() {
      @Override
      public void run() {
        operation.run();
      }

      @Override
      public float[] result() {
        return result.dup('c').data().asFloat();
      }
    };
  }
}
