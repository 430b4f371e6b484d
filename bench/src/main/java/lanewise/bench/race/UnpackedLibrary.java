package lanewise.bench.race;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** A native library among the folders into which jars were unpacked. */
public final class UnpackedLibrary {
  private UnpackedLibrary() {}

  /**
   * The first file whose name starts with {@code name}, in the order of the folders and of names:
   * several jars may unpack into folders of the same kind, of which one alone has the library, and
   * which of them a file system lists first is its own affair.
   *
   * @throws RaceException if no folder has one
   */
  public static Path find(String name, File... folders) throws IOException {
    for (File folder : folders) {
      try (Stream<Path> files = Files.list(folder.toPath())) {
        Optional<Path> found =
            files
                .filter(file -> file.getFileName().toString().startsWith(name))
                .sorted()
                .findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new RaceException(
        name + ": no such file in " + Arrays.toString(folders) + ", expected in one of them");
  }
}
