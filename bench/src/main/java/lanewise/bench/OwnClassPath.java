package lanewise.bench;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** Where this JVM's classes come from, for a JVM that it starts. */
public final class OwnClassPath {
  private OwnClassPath() {}

  /**
   * This JVM's class path; from a module path, its jars, which carry their services for the class
   * path too.
   */
  public static String get() {
    List<String> entries = new ArrayList<>();
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          entries.add(entry);
        }
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
