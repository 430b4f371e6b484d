package lanewise.io.dataset;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import lanewise.data.DataException;
import lanewise.io.FileException;
import org.jspecify.annotations.Nullable;

/** The folder that a user keeps the files of a data set in. */
record DataFolder(String dataset, Path folder) {
  /** The folder, or the error that says which files it should hold. */
  static DataFolder required(String dataset, @Nullable Path folder, String files) {
    if (folder == null) {
      throw new DataException(
          dataset
              + ": no data folder given, expected the folder that holds "
              + files
              + "; pass --data DIR");
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
            + ", expected it, plain or as .gz; check the folder given with --data",
        new NoSuchFileException(folder.resolve(names[0]).toString()));
  }
}
