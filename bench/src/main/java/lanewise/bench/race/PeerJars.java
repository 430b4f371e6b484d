package lanewise.bench.race;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A peer's jars, fetched by Maven at the first race against it; the answer is kept beside the
 * peer's pom until that changes.
 */
final class PeerJars {
  private static final String GOAL =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";

  private final ProjectTree tree;
  private final Consumer<String> notes;

  PeerJars(ProjectTree tree, Consumer<String> notes) {
    this.tree = tree;
    this.notes = notes;
  }

  /**
   * The class path of a peer.
   *
   * @throws RaceException if Maven is missing or cannot fetch them
   */
  String classPath(String peer) {
    Path folder = tree.peer(peer);
    Path answer = folder.resolve("target").resolve("classpath.txt");
    try {
      if (!isFresh(answer, folder)) {
        notes.accept(peer + ": fetching its jars with Maven (kept for the next time)");
        Files.createDirectories(answer.getParent());
        fetch(peer, folder, answer);
        // Maven leaves a file alone that already says the same.
        Files.setLastModifiedTime(answer, FileTime.from(Instant.now()));
      }
      return Files.readString(answer).strip();
    } catch (IOException e) {
      throw new RaceException("jars of " + peer + ": " + e.getMessage(), e);
    }
  }

  private static boolean isFresh(Path answer, Path folder) throws IOException {
    if (!Files.isRegularFile(answer)) {
      return false;
    }
    for (Path pom : List.of(folder.resolve("pom.xml"), folder.resolveSibling("pom.xml"))) {
      if (Files.getLastModifiedTime(pom).compareTo(Files.getLastModifiedTime(answer)) > 0) {
        return false;
      }
    }
    return Stream.of(Files.readString(answer).strip().split(File.pathSeparator, -1))
        .allMatch(jar -> Files.exists(Path.of(jar)));
  }

  private static void fetch(String peer, Path folder, Path answer) throws IOException {
    Path log = Files.createTempFile("lanewise-peer-", ".log");
    try {
      Process maven =
          new ProcessBuilder(
                  "mvn",
                  "-q",
                  "-B",
                  "-f",
                  folder.resolve("pom.xml").toString(),
                  GOAL,
                  "-DincludeScope=runtime",
                  "-Dmdep.outputFile=" + answer)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int exit;
      try {
        exit = maven.waitFor();
      } finally {
        maven.destroy();
      }
      if (exit != 0) {
        String reason =
            Files.readAllLines(log).stream()
                .filter(line -> line.contains("ERROR"))
                .findFirst()
                .orElse("exit status " + exit);
        throw new RaceException("Maven cannot fetch the jars of " + peer + ": " + reason.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RaceException("jars of " + peer + ": interrupted", e);
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
