package lanewise.bench.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.course.FullyConnectedNet;
import lanewise.kernel.Backend;
import lanewise.model.Predictor;
import lanewise.nn.Network;
import lanewise.tensor.Shape;

/**
 * What the JVM of a service does at its start: predicts one row after another, and prints what the
 * calls of the {@link #PLACES} took, as JSON.
 */
final class ServingWorkload {
  /** Features, units of the hidden layers, classes. */
  static final List<Integer> WIDTHS = List.of(39, 64, 32, 2);

  /** Which call is the last of those that a time is the median of. */
  static final List<Integer> PLACES = List.of(1, 10, 100, 1_000, 10_000);

  private ServingWorkload() {}

  /** Arguments: the backend, and whether the predictor is warmed up before. */
  public static void main(String[] args) throws JsonProcessingException {
    try (Backend backend = Backend.create(args[0], 1)) {
      Network network =
          FullyConnectedNet.of(
                  Shape.of(WIDTHS.getFirst()), WIDTHS.getLast(), WIDTHS.get(1), WIDTHS.get(2))
              .build(backend, 1);
      var predictor = new Predictor(network.frozen());
      long start = System.nanoTime();
      if (Boolean.parseBoolean(args[1])) {
        predictor.warmUp();
      }
      double warmUpMicros = (System.nanoTime() - start) * 1e-3;
      double[] micros = calls(predictor);
      List<Double> times = new ArrayList<>();
      for (int place : PLACES) {
        times.add(around(micros, place));
      }
      System.out.println(new ObjectMapper().writeValueAsString(new Serving(warmUpMicros, times)));
    }
  }

  private static double[] calls(Predictor predictor) {
    float[] row = new float[WIDTHS.getFirst()];
    double[] micros = new double[PLACES.getLast()];
    for (int call = 0; call < micros.length; call++) {
      row[call % row.length] = call % 7;
      long start = System.nanoTime();
      predictor.classOf(row);
      micros[call] = (System.nanoTime() - start) * 1e-3;
    }
    return micros;
  }

  /** The median of the last tenth of the calls up to a place: one call may meet a pause. */
  private static double around(double[] micros, int place) {
    int from = place - Math.max(1, place / 10);
    double[] sorted = Arrays.copyOfRange(micros, from, place);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
