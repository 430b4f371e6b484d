package lanewise.bench.race;

import java.util.List;
import java.util.stream.Stream;

/** A discipline of the race: its list of works, and whom lanewise meets unless told otherwise. */
public enum RaceKind {
  GEMM,
  MAP,
  SOFTMAX,
  TRAIN;

  /** The peers where none are named. */
  public List<String> usualPeers() {
    return switch (this) {
      case GEMM -> List.of("openblas", "mkl");
      case MAP, SOFTMAX -> List.of("pytorch");
      case TRAIN -> List.of("pytorch", "python");
    };
  }

  /** The works, in the order in which they are run. */
  public List<Work> works() {
    Stream<String> names =
        switch (this) {
          case GEMM ->
              Stream.of(
                      "64x64x64 NN",
                      "96x96x96 NN",
                      "128x128x128 NN",
                      "256x256x256 NN",
                      "512x512x512 NN",
                      "1024x1024x1024 NN",
                      "2048x2048x2048 NN",
                      "64x256x784 NT",
                      "200x50x3072 NT",
                      "256x784x64 TN",
                      "3072x50x200 TN",
                      "64x784x256 NN",
                      "128x1000x512 NT",
                      "1x1024x1024 NN")
                  .map(shape -> "gemm " + shape);
          case MAP -> over("relu", "sigmoid", "tanh", "exp", "gelu");
          case SOFTMAX -> over("softmax", "log-softmax");
          case TRAIN ->
              Stream.of(
                      "64-32-10 b64 sgd",
                      "784-256-10 b64 sgd",
                      "784-256-10 b64 adam",
                      "3072-50-10 b200 sgd",
                      "784-256-128-10 b128 adam",
                      "784-1024-1024-10 b256 adam")
                  .map(net -> "train " + net);
        };
    return names.map(Work::parse).toList();
  }

  private static Stream<String> over(String... operations) {
    return Stream.of("4096x1000", "64x1000")
        .flatMap(shape -> Stream.of(operations).map(op -> op + " " + shape));
  }
}
