package lanewise.io.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import lanewise.io.Damage;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("run.history");
  }

  /** The lists of a run of so many steps, of which every third was followed by an evaluation. */
  private static Map<String, Tensor> after(int steps) {
    Map<String, Tensor> lists = new LinkedHashMap<>();
    lists.put("loss", Tensor.of(numbers(steps), 0, Shape.of(steps)));
    lists.put("accuracy", Tensor.of(numbers(steps / 3), 0, Shape.of(steps / 3)));
    return lists;
  }

  private static double[] numbers(int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> i % 5 == 4 ? Double.NaN : 1 / (i + 1.0))
        .toArray();
  }

  private static void assertHolds(HistoryFile history, int steps) {
    assertThat(history.lists().keySet()).containsExactly("loss", "accuracy");
    history
        .lists()
        .forEach(
            (name, list) ->
                assertThat(list.toDoubles())
                    .containsExactly(Objects.requireNonNull(after(steps).get(name)).toDoubles()));
  }

  @Test
  void eachMarkGivesTheListsOfItsMoment() {
    HistoryFile history = HistoryFile.empty(file);
    String[] marks = new String[10];
    for (int save = 0; save < marks.length; save++) {
      marks[save] = history.append(after(7 * save));
    }
    for (int save = 0; save < marks.length; save++) {
      assertHolds(HistoryFile.open(file, marks[save]), 7 * save);
    }
  }

  /** Each number is written once, however often the run is saved. */
  @Test
  void twiceTheStepsAreTwiceTheBytes() throws IOException {
    HistoryFile history = HistoryFile.empty(file);
    long[] sizes = new long[2];
    for (int save = 1; save <= 200; save++) {
      history.append(after(10 * save));
      if (save % 100 == 0) {
        sizes[save / 100 - 1] = Files.size(file);
      }
    }
    int lists = 2;
    int frame = 4 + lists * (2 + 8 + 4);
    assertThat(sizes[0]).isBetween(8L * (1000 + 333), 8L * (1000 + 333) + 100L * frame);
    assertThat(sizes[1]).isBetween(8L * (2000 + 666), 8L * (2000 + 666) + 200L * frame);
  }

  @Test
  void aHistoryGoesOnFromAMarkOverWhatLiesBehindIt() throws IOException {
    HistoryFile first = HistoryFile.empty(file);
    String mark = first.append(after(10));
    first.append(after(100));
    HistoryFile second = HistoryFile.open(file, mark);
    String end = second.append(after(20));
    assertHolds(HistoryFile.open(file, end), 20);
    assertHolds(HistoryFile.open(file, mark), 10);
    assertThat(Files.size(file)).isEqualTo(Long.parseLong(end.split(" ", -1)[0]));
    String anew = HistoryFile.empty(file).append(after(5));
    assertHolds(HistoryFile.open(file, anew), 5);
    assertThatThrownBy(() -> HistoryFile.open(file, mark)).isInstanceOf(DataFormatException.class);
  }

  /** What lies behind the mark is not of this history. */
  @Test
  void everyDamageBeforeTheMarkIsSeen() throws IOException {
    String mark = HistoryFile.empty(file).append(after(9));
    Damage.Check<HistoryFile> check =
        (history, damage) -> {
          if (damage.endsWith("more")) {
            assertHolds(Objects.requireNonNull(history, damage), 9);
          } else {
            assertThat(history).as(damage).isNull();
          }
        };
    Damage.truncations(file, damaged -> HistoryFile.open(damaged, mark), check);
    Damage.mutations(file, damaged -> HistoryFile.open(damaged, mark), check);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThatThrownBy(() -> HistoryFile.open(file, "1 00000000"))
        .isInstanceOf(FileException.class);
    HistoryFile history = HistoryFile.empty(file);
    String mark = history.append(after(9));
    for (String none : new String[] {"", "9", "x 00000000", "-1 00000000", "9 " + "0".repeat(9)}) {
      assertThatThrownBy(() -> HistoryFile.open(file, none))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("mark");
    }
    assertThatThrownBy(() -> history.append(after(8)))
        .isInstanceOf(LanewiseException.class)
        .hasMessage(
            "HistoryFile: list loss of 8 values, expected 9 or more, as many as are written");
    assertThat(history.mark()).isEqualTo(mark);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20));
    assertThatThrownBy(() -> HistoryFile.open(file, mark))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("byte 20: the end, expected " + mark.split(" ", -1)[0] + " bytes");
    assertThatThrownBy(() -> HistoryFile.empty(folder).append(after(1)))
        .isInstanceOf(FileException.class);
  }
}
