package lanewise.bench.race;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import lanewise.bench.Machine;

/**
 * The record of one race as JSON lines: first the {@link Heading}, then a {@link RaceResult} a
 * line.
 *
 * @param heading what was measured where
 * @param results in their order
 */
public record RaceFile(Heading heading, List<RaceResult> results) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public RaceFile {
    results = List.copyOf(results);
  }

  /**
   * What is above the results.
   *
   * @param command that measured them
   * @param machine that was measured
   * @param contenders who took part and who did not, in their own words
   */
  public record Heading(String command, Machine machine, List<String> contenders) {
    public Heading {
      contenders = List.copyOf(contenders);
    }
  }

  /**
   * Writes it whole or not at all.
   *
   * @throws RaceException if that fails
   */
  public void write(Path file) {
    List<String> lines = new ArrayList<>();
    try {
      lines.add(JSON.writeValueAsString(heading));
      results.forEach(result -> lines.add(RaceTable.json(result)));
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path whole = Files.createTempFile(folder, file.getFileName().toString(), ".part");
      Files.write(whole, lines);
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RaceException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws RaceException if the file is something else
   */
  public static RaceFile read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw new RaceException(file + ": empty, expected a heading");
      }
      return new RaceFile(
          JSON.readValue(lines.getFirst(), Heading.class),
          lines.stream().skip(1).map(RaceTable::parse).toList());
    } catch (JsonProcessingException e) {
      throw new RaceException(file + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new RaceException(file + ": " + e.getMessage(), e);
    }
  }
}
