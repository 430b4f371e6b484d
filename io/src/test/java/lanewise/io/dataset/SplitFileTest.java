package lanewise.io.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lanewise.data.DataException;
import lanewise.data.Split;
import lanewise.io.DataFormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("split.json");
  }

  @Test
  void readsRowNumbersAndIgnoresOtherKeys() throws IOException {
    Files.writeString(
        file, "{\"generator\": \"hand\", \"n\": 4, \"test\": [1], \"train\": [3, 0]}");
    Split split = SplitFile.read(file, 4);
    assertThat(split.train()).containsExactly(3, 0);
    assertThat(split.val()).isEmpty();
    assertThat(split.test()).containsExactly(1);
  }

  @Test
  void readsWhatItWrites() {
    Split split = Split.byFraction(20, 0.2, 0.3, 1);
    SplitFile.write(file, split);
    Split read = SplitFile.read(file, 20);
    assertThat(read.train()).isEqualTo(split.train());
    assertThat(read.val()).isEqualTo(split.val());
    assertThat(read.test()).isEqualTo(split.test());
  }

  @Test
  void aNumberThatIsTooLongHasNoPlace() throws IOException {
    Files.writeString(file, "{\"train\": [" + "9".repeat(4000) + "], \"test\": [1]}");
    assertThatThrownBy(() -> SplitFile.read(file, 4))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ", JSON: Number value length");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"train\": [0]}",
        "{\"train\": 0, \"test\": [1]}",
        "{\"train\": [0.5], \"test\": [1]}",
        "{\"train\": [\"0\"], \"test\": [1]}",
        "{\"train\": [3000000000], \"test\": [1]}",
        "{\"train\": [0], \"test\": [1], \"train\": [2]}"
      })
  void refusesWhatIsNoSplit(String json) throws IOException {
    Files.writeString(file, json);
    assertThatThrownBy(() -> SplitFile.read(file, 4))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"train\": [0, 4], \"test\": [1]}",
        "{\"train\": [0, 0], \"test\": [1]}",
        "{\"train\": [0, 1], \"test\": [1]}",
        "{\"train\": [-1], \"test\": [1]}",
        "{\"train\": [], \"test\": [1]}"
      })
  void namesTheFileOfRowsThatCannotBe(String json) throws IOException {
    Files.writeString(file, json);
    assertThatThrownBy(() -> SplitFile.read(file, 4))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": ");
  }
}
