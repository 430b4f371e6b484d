package lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBytesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.bin");
  }

  private static byte[] gzip(byte... bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void noticesAFileThatChangesAfterItWasOpened(int length) throws IOException {
    Files.write(file, new byte[] {1, 2});
    try (FileBytes in = FileBytes.open(file)) {
      Files.write(file, new byte[length]);
      assertThatThrownBy(
              () -> {
                in.take(2, "numbers");
                in.requireEnd("numbers");
              })
          .isInstanceOf(DataFormatException.class);
    }
  }

  @Test
  void anInterruptedThreadReads() throws IOException {
    Files.write(file, new byte[] {1, 2});
    Path packed = folder.resolve("a.gz");
    Files.write(packed, gzip((byte) 1, (byte) 2));
    for (Path either : new Path[] {file, packed}) {
      Thread.currentThread().interrupt();
      byte[] bytes;
      try (FileBytes in = FileBytes.open(either)) {
        bytes = in.take(2, "numbers");
      }
      assertThat(Thread.interrupted()).isTrue();
      assertThat(bytes).containsExactly(1, 2);
    }
  }

  @Test
  void readsFilesOfOtherFileSystems() throws IOException {
    Path zip = folder.resolve("a.zip");
    try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path plain = other.getPath("/a.bin");
      Files.write(plain, new byte[] {1, 2});
      Path packed = other.getPath("/a.gz");
      Files.write(packed, gzip((byte) 1, (byte) 2));
      for (Path either : new Path[] {plain, packed}) {
        try (FileBytes in = FileBytes.open(either)) {
          assertThat(in.remaining()).isEqualTo(2);
          assertThat(in.take(2, "numbers")).containsExactly(1, 2);
        }
      }
    }
  }

  @Test
  void saysThatJoinedGzipFilesAreNotRead() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(gzip((byte) 1, (byte) 2));
    joined.write(gzip((byte) 3));
    Files.write(file, joined.toByteArray());
    try (FileBytes in = FileBytes.open(file)) {
      assertThatThrownBy(() -> in.take(3, "numbers"))
          .isInstanceOf(DataFormatException.class)
          .hasMessageEndingWith("or gunzip it if it was joined of several gzip files");
      in.take(1, "number");
      assertThatThrownBy(() -> in.requireEnd("the number"))
          .isInstanceOf(DataFormatException.class)
          .hasMessageEndingWith("or gunzip it if it was joined of several gzip files");
    }
    assertThatThrownBy(() -> FileBytes.openPlain(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(file + ", byte 0: a gzip file, expected one that is not compressed; gunzip it");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    assertThatThrownBy(() -> FileBytes.open(folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("(is a directory)");
    assertThatThrownBy(() -> FileBytes.open(file))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("(no such file or directory)");
  }
}
