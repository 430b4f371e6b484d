package lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lanewise.data.DataException;
import lanewise.nn.Graph;
import lanewise.train.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanewiseExceptionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\u0000b",
        "a\u001bb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\t\tb"
      })
  void aMessageIsOneLineWhateverItQuotes(String quoted) {
    assertThat(new LanewiseException(quoted)).hasMessage("a b");
    assertThat(new LanewiseException(quoted, new RuntimeException())).hasMessage("a b");
    assertThat(new TrainingException(quoted)).hasMessage("a b");
    assertThat(new DataException(quoted)).hasMessage("a b");
  }

  @Test
  void aLongMessageKeepsItsBeginningAndItsEnd() {
    String message =
        new LanewiseException("where: " + "x".repeat(23_000) + ", expected less").getMessage();
    assertThat(message)
        .startsWith("where: xxx")
        .contains("x ... x")
        .endsWith("x, expected less")
        .hasSizeLessThan(1000);
    assertThat(new LanewiseException("y".repeat(800))).hasMessage("y".repeat(800));
  }

  @Test
  void aForgedDescriptionOfANetworkGivesOneShortLine() {
    String text =
        "lanewise-network 1\ninput 4\ndense fc1 in=4 out=2 " + "\u0007odd".repeat(6000) + "=1\n";
    assertThatThrownBy(() -> Graph.parse(text))
        .isInstanceOf(LanewiseException.class)
        .satisfies(
            failure -> {
              assertThat(failure.getMessage()).hasSizeLessThan(1000);
              assertThat(String.valueOf(failure.getMessage()).chars())
                  .noneMatch(Character::isISOControl);
            });
  }
}
