package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedLibraryTest {
  @TempDir Path folder;

  @Test
  void isFoundInWhicheverFolderHasIt() throws IOException {
    File without = Files.createDirectory(folder.resolve("mkl-dnn")).toFile();
    Files.createFile(without.toPath().resolve("libjnimkl.so"));
    Path with = Files.createDirectory(folder.resolve("mkl"));
    Files.createFile(with.resolve("libmkl_rt.so.3"));
    Path library = Files.createFile(with.resolve("libmkl_rt.so.2"));

    assertThat(UnpackedLibrary.find("libmkl_rt", without, with.toFile())).isEqualTo(library);
    assertThat(UnpackedLibrary.find("libmkl_rt", with.toFile(), without)).isEqualTo(library);
    assertThatThrownBy(() -> UnpackedLibrary.find("libmkl_rt", without))
        .isInstanceOf(RaceException.class)
        .hasMessage("libmkl_rt: no such file in [" + without + "], expected in one of them");
  }
}
