package lanewise.io.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import lanewise.data.Dataset;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;

/**
 * The small tables that come with the library; SOURCES.md beside them names their origin and
 * licence.
 */
final class EmbeddedData {
  private EmbeddedData() {}

  /** 1797 handwritten digits: images of shape (8, 8, 1), pixels 0 to 16. */
  static Dataset digits() {
    return table("digits", lines("digits.csv.gz"), Shape.of(8, 8, 1), Dataset.numberedClasses(10));
  }

  /**
   * A table whose first line holds the number of rows, the number of features, and the class names.
   */
  static Dataset withCounts(String name, String resource) {
    List<String> lines = lines(resource);
    List<String> counts = List.of(lines.getFirst().split(",", -1));
    Shape example = Shape.of(Integer.parseInt(counts.get(1)));
    return table(name, lines.subList(1, lines.size()), example, counts.subList(2, counts.size()));
  }

  private static Dataset table(
      String name, List<String> lines, Shape example, List<String> classNames) {
    float[] features = new float[lines.size() * example.size()];
    int[] labels = new int[lines.size()];
    int at = 0;
    for (int row = 0; row < lines.size(); row++) {
      String[] fields = lines.get(row).split(",", -1);
      for (int j = 0; j < example.size(); j++) {
        features[at++] = Float.parseFloat(fields[j]);
      }
      labels[row] = Integer.parseInt(fields[example.size()]);
    }
    return Dataset.of(name, example, features, labels, classNames);
  }

  private static List<String> lines(String resource) {
    InputStream found = EmbeddedData.class.getResourceAsStream(resource);
    if (found == null) {
      throw new LanewiseException(
          resource + ": not in the library, expected it there; build the io module again");
    }
    try (InputStream raw = found;
        InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
