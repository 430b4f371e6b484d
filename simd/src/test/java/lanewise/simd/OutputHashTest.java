package lanewise.simd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import lanewise.kernel.Kernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One seed, one result, on any CPU: the outputs of every operation have the hashes kept in the
 * resource, whatever the lane width, the number of threads and the JIT. A change of formula changes
 * hashes on purpose: print the new ones with {@link OutputHashes#main}.
 */
@Tag("widths")
class OutputHashTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void outputsAreThoseOfEveryOtherMachine(int threads) throws IOException {
    try (Kernels kernels = new VectorProvider().create(threads)) {
      Map<String, String> got = new LinkedHashMap<>();
      OutputHashes.of(kernels).forEach((name, hash) -> got.put(name, Long.toHexString(hash)));
      assertThat(got).containsExactlyEntriesOf(kept());
    }
  }

  private static Map<String, String> kept() throws IOException {
    try (InputStream stream = OutputHashTest.class.getResourceAsStream("output-hashes.txt")) {
      Map<String, String> kept = new LinkedHashMap<>();
      new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.split(" = ", -1))
          .forEach(parts -> kept.put(parts[0], parts[1]));
      return kept;
    }
  }
}
