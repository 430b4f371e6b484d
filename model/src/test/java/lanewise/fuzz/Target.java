package lanewise.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A reader, and how its files are made.
 *
 * @param name for people, and for the numbers of its mutants
 * @param whole the files that it reads, by name, undamaged: it has to accept them
 * @param recipes for mutants, by the name of the file that a mutant takes the place of
 * @param reader gets the folder of the files; what it returns does not matter
 */
record Target(String name, Map<String, byte[]> whole, List<Change> recipes, Reader reader) {
  Target {
    whole = Map.copyOf(whole);
    recipes = List.copyOf(recipes);
  }

  /** A recipe for the file of a name. */
  record Change(String file, Recipe recipe) {}

  /** What reads the files of a folder. */
  @FunctionalInterface
  interface Reader {
    void read(Path folder);
  }
}
