package lanewise.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import lanewise.tensor.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTextTest {
  private static long bits(String text) {
    return Double.doubleToRawLongBits(CellText.number(text, '.').orElseThrow());
  }

  /** To the last bit, and the sign of zero. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0",
        ".5",
        "5.",
        "-.25",
        "0.1",
        "0.3",
        "123456789012345",
        "1234567890.12345",
        "0.000000000000001",
        "999999999999999",
        "9999999999999999",
        "0.1234567890123456",
        "1e22",
        "2.2250738585072011e-308",
        "+1.5",
        "00012",
        "4.35",
        "1.005",
        "9007199254740993"
      })
  void numbersAreThoseOfTheJdk(String text) {
    assertThat(bits(text)).isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
  }

  @Test
  void drawnNumbersAreThoseOfTheJdk() {
    SeededRandom random = new SeededRandom(20261127);
    for (int i = 0; i < 200_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(16));
      String text = String.format(Locale.ROOT, "%." + random.nextInt(12) + "f", value);
      assertThat(bits(text))
          .as(text)
          .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".", "-.", "1.2.3", "1-", "--1", "1,5", "0x1", "1f", "١٢"})
  void whatIsNoNumberIsNone(String text) {
    assertThat(CellText.number(text, '.')).isEmpty();
  }

  @Test
  void decimalsMayFollowAComma() {
    assertThat(CellText.number("-1,25", ',')).hasValue(-1.25);
    assertThat(CellText.number("1.25", ',')).isEmpty();
  }
}
