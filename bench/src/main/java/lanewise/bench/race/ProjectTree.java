package lanewise.bench.race;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checked-out sources: peers are fetched and started from there. */
public final class ProjectTree {
  private final Path root;

  private ProjectTree(Path root) {
    this.root = root;
  }

  /**
   * Looks upwards from where this code lies, then from the current folder.
   *
   * @throws RaceException if this code runs away from its sources
   */
  public static ProjectTree find() {
    for (Path start : new Path[] {codeLocation(), Path.of("").toAbsolutePath()}) {
      for (Path folder = start; folder != null; folder = folder.getParent()) {
        if (Files.isRegularFile(folder.resolve("bench/peers/pom.xml"))) {
          return new ProjectTree(folder);
        }
      }
    }
    throw new RaceException(
        "sources not found, expected bench/peers above "
            + Path.of("").toAbsolutePath()
            + "; start from a checkout");
  }

  private static Path codeLocation() {
    try {
      return Path.of(ProjectTree.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder of a peer. */
  Path peer(String name) {
    return root.resolve("bench/peers").resolve(name);
  }

  /** Where results are kept. */
  public Path results() {
    return root.resolve("bench/results");
  }

  /** The page that is generated from them. */
  public Path resultsPage() {
    return root.resolve("bench/RESULTS.md");
  }
}
