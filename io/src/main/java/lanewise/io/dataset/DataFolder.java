package lanewise.io.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import lanewise.io.FileException;
import org.jspecify.annotations.Nullable;

/** The folder that a user keeps the files of a data set in. */
record DataFolder(String dataset, Path folder) {
  /** The folder, or the error that says which files it should hold. */
  static DataFolder required(String dataset, @Nullable Path folder, String files) {
    if (folder == null) {
      throw new UndecidedDataException(
          UndecidedDataException.Question.FOLDER,
          dataset + ": no folder given, expected the one that holds " + files);
    }
    return new DataFolder(dataset, folder);
  }

  /** The first of these files that is there, plain or with .gz. */
  Path file(String... names) {
    for (String name : names) {
      for (String suffix : new String[] {"", ".gz"}) {
        Path file = folder.resolve(name + suffix);
        if (Files.exists(file)) {
          return file;
        }
      }
    }
    throw new FileException(
        dataset
            + ": "
            + folder
            + " holds no "
            + names[0]
            + ", expected it, plain or as .gz; "
            + fix(names[0]),
        new NoSuchFileException(folder.resolve(names[0]).toString()));
  }

  private String fix(String name) {
    String pickle = name.replaceFirst("\\.bin$", "");
    if (!pickle.equals(name) && Files.exists(folder.resolve(pickle))) {
      return pickle + " is of the version for Python, get the binary version";
    }
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> inner = Files.newDirectoryStream(folder, Files::isDirectory)) {
        for (Path other : inner) {
          if (new DataFolder(dataset, other).holds(name)) {
            return "give the folder " + other;
          }
          if (new DataFolder(dataset, other).holds(pickle)) {
            return other + " holds the version for Python, get the binary version";
          }
        }
      } catch (IOException unreadable) {
        return "check that the folder may be read";
      }
    }
    return "check the folder";
  }

  private boolean holds(String name) {
    return Files.exists(folder.resolve(name)) || Files.exists(folder.resolve(name + ".gz"));
  }
}
