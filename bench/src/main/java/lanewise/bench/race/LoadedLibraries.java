package lanewise.bench.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The native libraries in this process: for one that picks its code by CPU and does not tell, the
 * file it has loaded does.
 */
public final class LoadedLibraries {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private LoadedLibraries() {}

  /**
   * The names of the loaded files that contain {@code part}, or {@code unknown} where the system
   * does not tell.
   */
  public static String named(String part) {
    List<String> names =
        paths().stream()
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .filter(name -> name.contains(part))
            .toList();
    return names.isEmpty() ? "unknown" : String.join(" ", names);
  }

  /**
   * The path of the first loaded file whose name starts with {@code start}.
   *
   * @throws RaceException if there is none
   */
  public static String path(String start) {
    return paths().stream()
        .filter(path -> path.startsWith(start, path.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow(
            () -> new RaceException("library " + start + ": not loaded, expected it in " + MAPS));
  }

  private static List<String> paths() {
    if (!Files.isReadable(MAPS)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .filter(line -> line.indexOf('/') >= 0)
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
