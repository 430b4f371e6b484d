package lanewise.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order of what is measured; never how long it takes. */
class StartMeasurementTest {
  @Test
  void oneStartIsInOrder() {
    StartReport report = StartMeasurement.run(1);

    Map<String, Double> medians = new LinkedHashMap<>();
    for (StartReport.Figure figure : report.figures()) {
      medians.put(figure.name(), figure.median());
      assertThat(figure.median()).isEqualTo(figure.p10()).isEqualTo(figure.p90());
      assertThat(figure.line()).startsWith(figure.name()).contains(figure.unit());
    }
    List<Double> parts = List.copyOf(medians.values()).subList(0, 4);
    double total = median(medians, "start of the JVM to the end of the first step");
    assertThat(parts).allSatisfy(part -> assertThat(part).isPositive());
    assertThat(parts.stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(total, within(1e-6 * total));
    assertThat(median(medians, "compilation until steady"))
        .isGreaterThanOrEqualTo(median(medians, "compilation until the first step"))
        .isPositive();
    assertThat(median(medians, "steady step")).isPositive();
  }

  @Test
  void reportNamesItsCommandAndTheSpread() {
    var report = new StartReport(List.of(timeline(10), timeline(20), timeline(30)));

    assertThat(report.summary()).startsWith("train 784-256-10 b64 sgd on vector, 3 JVMs");
    assertThat(report.figures().getFirst())
        .isEqualTo(new StartReport.Figure("start of the JVM to main", "ms", 20, 12, 28));
    assertThat(report.fields())
        .containsEntry("command", "lanewise doctor --start 3")
        .containsKeys("machine", "summary", "figures");
  }

  private static Timeline timeline(int mainMillis) {
    double main = mainMillis * 1e3;
    return new Timeline(
        "vector",
        main,
        main + 1,
        main + 2,
        main + 3,
        Collections.nCopies(600, 1.0),
        Collections.nCopies(600, 1L));
  }

  @Test
  void noRoundsAreAnError() {
    assertThatThrownBy(() -> StartMeasurement.run(0))
        .isInstanceOf(StartException.class)
        .hasMessage("start: rounds=0, expected 1 or more");
  }

  private static double median(Map<String, Double> medians, String name) {
    Double value = medians.get(name);
    if (value == null) {
      throw new AssertionError(name + " not in " + medians.keySet());
    }
    return value;
  }
}
