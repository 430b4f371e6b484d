package lanewise.bench.start;

import java.util.List;

/**
 * What single predictions took after the start of a JVM.
 *
 * @param warmUpMicros before the first of them
 * @param callMicros at each of {@link ServingWorkload#PLACES}
 */
record Serving(double warmUpMicros, List<Double> callMicros) {
  Serving {
    callMicros = List.copyOf(callMicros);
  }
}
