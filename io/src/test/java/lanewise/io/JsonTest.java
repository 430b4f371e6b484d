package lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  @TempDir Path folder;

  private static Map<String, @Nullable Object> step() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("event", "step \"1\"\n");
    values.put("step", 50);
    values.put("loss", 0.1);
    values.put("rate", 0.1f);
    values.put("nan", Double.NaN);
    values.put("bad", List.of(Float.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    values.put("hidden", new int[] {32, 16});
    values.put("none", null);
    return values;
  }

  @Test
  void writesOneLineInTheOrderOfTheMap() {
    assertThat(Json.line(step()))
        .isEqualTo(
            "{\"event\":\"step \\\"1\\\"\\n\",\"step\":50,\"loss\":0.1,\"rate\":0.1,\"nan\":\"NaN\","
                + "\"bad\":[\"Infinity\",\"-Infinity\"],\"hidden\":[32,16],\"none\":null}");
  }

  @Test
  void readsWhatItWrites() {
    assertThat(Json.parseObject("test", Json.pretty(step())))
        .contains(entry("step", 50), entry("loss", 0.1), entry("nan", "NaN"))
        .containsEntry("hidden", List.of(32, 16))
        .containsKey("none");
    assertThat(Json.parseStrings("test", "[\"a\", \"b\"]")).containsExactly("a", "b");
  }

  @Test
  void refusesWhatIsNoPlainValue() {
    assertThatThrownBy(() -> Json.line(Map.of("a", Path.of("a").getFileSystem())))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("expected a map, list, array, string, number, boolean or null");
  }

  @Test
  void namesThePlaceOfBrokenJson() {
    assertThatThrownBy(() -> Json.parseObject("split.json", "{\"a\": 1,\n \"a\": 2}"))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("split.json, line 2, column ")
        .hasMessageContaining("Duplicate");
    for (String broken : List.of("", "{", "[1]", "null", "{} {}", "{\"a\":}", "[".repeat(5000))) {
      assertThatThrownBy(() -> Json.parseObject("x", broken))
          .as(broken)
          .isInstanceOf(DataFormatException.class);
    }
    assertThatThrownBy(() -> Json.parseStrings("x", "[1]")).isInstanceOf(DataFormatException.class);
  }

  @Test
  void appendsLines() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (JsonLines lines = JsonLines.create(file)) {
      lines.write(Map.of("step", 0));
      assertThat(file).hasContent("{\"step\":0}\n");
    }
    try (JsonLines lines = JsonLines.append(file)) {
      lines.write(new TreeMap<>(Map.of("step", 1, "loss", Double.NaN)));
    }
    assertThat(Files.readString(file)).isEqualTo("{\"step\":0}\n{\"loss\":\"NaN\",\"step\":1}\n");
    JsonLines.create(file).close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void goesOnAfterTheLinesThatAreKept() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(
        file, "{\"step\":0, \"name\": \"naïve\"}\n{\"step\":7}\n{\"step\":1}\n{\"step\":2,\"lo");
    try (JsonLines lines =
        JsonLines.appendTo(file, line -> line.get("step") instanceof Integer step && step < 5)) {
      assertThat(file).hasContent("{\"step\":0, \"name\": \"naïve\"}\n{\"step\":1}\n");
      lines.write(Map.of("step", 2));
    }
    assertThat(Files.readString(file))
        .isEqualTo("{\"step\":0, \"name\": \"naïve\"}\n{\"step\":1}\n{\"step\":2}\n");
    Path fresh = folder.resolve("fresh.jsonl");
    JsonLines.appendTo(fresh, line -> true).close();
    assertThat(fresh).isEmptyFile();
  }

  @Test
  void writesToAStreamAndReportsAFullOne() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonLines lines = JsonLines.to("standard output", bytes)) {
      lines.write(Map.of("a", true));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":true}\n");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> JsonLines.to("metrics", full).write(Map.of("a", 1)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("free some space");
    assertThatThrownBy(() -> JsonLines.create(folder)).isInstanceOf(FileException.class);
  }

  @Test
  void textFilesAreUtf8OfBoundedSize() throws IOException {
    Path file = folder.resolve("a.txt");
    TextFile.write(file, "naïve\n");
    assertThat(TextFile.read(file)).isEqualTo("naïve\n");
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> TextFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            file
                + ", byte 1: bytes that are no UTF-8, expected UTF-8 text; save the file as UTF-8");
    assertThatThrownBy(() -> TextFile.read(folder.resolve("missing")))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("no such file");
  }
}
