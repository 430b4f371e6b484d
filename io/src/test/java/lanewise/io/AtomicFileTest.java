package lanewise.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesTheFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, out -> out.write("old and long".getBytes(UTF_8)));
    AtomicFile.write(file, out -> out.write("new".getBytes(UTF_8)));
    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void keepsTheOldFileWhenTheDiskIsFull() throws IOException {
    Path file = folder.resolve("a.txt");
    TextFile.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(FileException.class)
        .hasMessage(
            file
                + ": cannot be written (No space left on device), expected a writable place; free some space or choose another directory");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void keepsTheOldFileWhenTheContentFails() throws IOException {
    Path file = folder.resolve("a.txt");
    TextFile.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IllegalStateException("content");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void namesAMissingDirectory() {
    Path file = folder.resolve("missing").resolve("a.txt");
    assertThatThrownBy(() -> TextFile.write(file, "text"))
        .isInstanceOf(FileException.class)
        .hasMessage(
            file
                + ": cannot be written (no such file or directory), expected a writable place; check that the directory exists and may be written to");
  }

  @Test
  void refusesADirectoryAndAFileAsDirectory() throws IOException {
    assertThatThrownBy(() -> TextFile.write(folder, "text"))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("is a directory");
    Path file = Files.createFile(folder.resolve("a.txt"));
    assertThatThrownBy(() -> TextFile.write(file.resolve("b.txt"), "text"))
        .isInstanceOf(FileException.class);
    assertThat(names()).containsExactly("a.txt");
  }

  /** In a container every process has the same number and counts from 1. */
  @Test
  void aLeftoverOfAProcessOfTheSameNumberIsInNobodysWay() throws IOException {
    long pid = ProcessHandle.current().pid();
    for (int n = 1; n <= 200; n++) {
      Files.createFile(folder.resolve(".a.txt." + pid + "-" + n + ".tmp"));
    }
    for (int n = 0; n < 3; n++) {
      TextFile.write(folder.resolve("a.txt"), "text");
    }
    assertThat(folder.resolve("a.txt")).hasContent("text");
    assertThat(names()).hasSize(201);
  }

  /** The number of a process in another container says nothing here. */
  @Test
  void whatAnotherProcessIsWritingStays() throws IOException {
    long dead = 1;
    while (ProcessHandle.of(dead).isPresent()) {
      dead++;
    }
    String foreign = ".a.txt." + dead + "-1.tmp";
    Files.createFile(folder.resolve(foreign));
    TextFile.write(folder.resolve("a.txt"), "text");
    assertThat(names()).containsExactlyInAnyOrder(foreign, "a.txt");
  }

  @Test
  void twoWritesAtOnceEndWhole() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(
        file,
        out -> {
          out.write("outer".getBytes(UTF_8));
          TextFile.write(file, "inner");
          assertThat(file).hasContent("inner");
        });
    assertThat(file).hasContent("outer");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void removesWhatNobodyHasTouchedForADay() throws IOException {
    String random = "0123456789abcdef0123456789abcdef";
    for (String name : List.of(".a.txt." + random, ".a.txt.17-1", ".b.txt." + random)) {
      for (int hours : new int[] {23, 25}) {
        Path leftover =
            folder.resolve(name.replace("17-1", hours + "-1").replace("01", hours + "") + ".tmp");
        Files.createFile(leftover);
        Files.setLastModifiedTime(
            leftover, FileTime.from(Instant.now().minus(Duration.ofHours(hours))));
      }
    }
    Files.setLastModifiedTime(
        Files.createFile(folder.resolve(".a.txt.mine.tmp")), FileTime.fromMillis(0));
    TextFile.write(folder.resolve("a.txt"), "text");
    assertThat(names())
        .containsExactlyInAnyOrder(
            ".a.txt.23-1.tmp",
            ".a.txt." + random.replace("01", "23") + ".tmp",
            ".a.txt.mine.tmp",
            ".b.txt." + random.replace("01", "23") + ".tmp",
            ".b.txt." + random.replace("01", "25") + ".tmp",
            "a.txt");
  }

  @Test
  void removesAllLeftoversOfADirectoryOfOnesOwn() throws IOException {
    Files.createFile(folder.resolve(".a.txt.0123456789abcdef0123456789abcdef.tmp"));
    Files.createFile(folder.resolve(".b.17-3.tmp"));
    Files.createFile(folder.resolve(".notes.tmp"));
    AtomicFile.removeLeftovers(folder);
    assertThat(names()).containsExactly(".notes.tmp");
  }

  /** For people who do not know Java. */
  @Test
  void noErrorNamesAJavaClass() throws IOException {
    Path file = folder.resolve("a.txt");
    assertThat(FileException.writing(file, new FileAlreadyExistsException("a.txt")))
        .hasMessage(
            file
                + ": cannot be written (there is a file or a broken link of this name), expected a"
                + " writable place; remove it or choose another name");
    assertThat(FileException.writing(file, new FileSystemLoopException("a.txt")))
        .hasMessageContaining("(file system loop)");
    assertThat(FileException.reading(file, new FileNotFoundException("a.txt (Is a directory)")))
        .hasMessageContaining("(is a directory)");
    assertThat(FileException.reading(file, new FileNotFoundException("a.txt")))
        .hasMessageContaining("(no such file or directory)");
    assertThat(FileException.reading(Path.of("no\nsuch"), new NoSuchFileException("x")))
        .hasMessageStartingWith("no such: cannot be read (no such file or directory)");
  }

  @Test
  void anotherFileSystemIsRefused() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
      Path inside = zip.getPath("/a.txt");
      assertThatThrownBy(() -> TextFile.write(inside, "text"))
          .isInstanceOf(FileException.class)
          .hasMessageContaining("in a file system of kind \"jar\"");
      assertThatThrownBy(() -> JsonLines.create(inside)).isInstanceOf(FileException.class);
      assertThat(inside).doesNotExist();
    }
  }

  @Test
  void writesThroughASymbolicLink() throws IOException {
    Path target = folder.resolve("target.txt");
    TextFile.write(target, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), target);
    TextFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  /** A run that is interrupted still saves what it has. */
  @Test
  void anInterruptedThreadWritesAndStaysInterrupted() {
    Path file = folder.resolve("a.txt");
    Path moved = folder.resolve("b.txt");
    Thread.currentThread().interrupt();
    boolean flag;
    try {
      TextFile.write(file, "text");
      AtomicFile.move(file, moved);
      try (JsonLines lines = JsonLines.create(folder.resolve("lines"))) {
        lines.write(Map.of("step", 0));
      }
    } finally {
      flag = Thread.interrupted();
    }
    assertThat(flag).isTrue();
    assertThat(moved).hasContent("text");
    assertThat(folder.resolve("lines")).hasContent("{\"step\":0}");
  }

  @Test
  void anInterruptWhileWritingDoesNotStopTheWrite() {
    Path file = folder.resolve("a.txt");
    boolean flag;
    try {
      AtomicFile.write(
          file,
          out -> {
            out.write(new byte[1 << 17]);
            Thread.currentThread().interrupt();
            out.write(new byte[1 << 17]);
          });
    } finally {
      flag = Thread.interrupted();
    }
    assertThat(flag).isTrue();
    assertThat(file).hasSize(1 << 18);
  }

  @Test
  void movesInOneStep() throws IOException {
    Path from = folder.resolve("from");
    Path to = folder.resolve("to");
    TextFile.write(from, "new");
    TextFile.write(to, "old");
    AtomicFile.move(from, to);
    assertThat(to).hasContent("new");
    assertThat(names()).containsExactly("to");
    assertThatThrownBy(() -> AtomicFile.move(from, to)).isInstanceOf(FileException.class);
  }
}
