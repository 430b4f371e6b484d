package lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import lanewise.io.FileException;
import lanewise.io.Json;
import lanewise.io.JsonLines;
import lanewise.io.TextFile;
import lanewise.io.model.Checkpoint;
import lanewise.io.model.ModelFile;
import lanewise.train.TrainerState;
import org.jspecify.annotations.Nullable;

/**
 * The folder of {@code --out}: options.json, model.safetensors, the lines of a run and, of a
 * training run, checkpoint.safetensors and report.html. Without a folder nothing is written.
 */
final class RunFolder implements AutoCloseable {
  private final @Nullable Path folder;
  private final @Nullable JsonLines lines;
  private final Map<String, Object> options;

  private RunFolder(@Nullable Path folder, @Nullable JsonLines lines, Map<String, Object> options) {
    this.folder = folder;
    this.lines = lines;
    this.options = options;
  }

  /**
   * Opens a folder, making it where it is missing, and writes options.json.
   *
   * @param folder null to write nothing
   * @param linesName the file of {@link #writeLine}
   * @param append whether its lines are kept
   * @param options of the run, by name
   */
  static RunFolder open(
      @Nullable Path folder, String linesName, boolean append, Map<String, Object> options) {
    if (folder == null) {
      return new RunFolder(null, null, options);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw FileException.writing(folder, failure);
    }
    Path file = folder.resolve(linesName);
    JsonLines lines = append ? JsonLines.append(file) : JsonLines.create(file);
    TextFile.write(folder.resolve("options.json"), Json.pretty(options));
    return new RunFolder(folder, lines, options);
  }

  /** Appends an object to the lines. */
  void writeLine(Map<String, ? extends @Nullable Object> line) {
    if (lines != null) {
      lines.write(line);
    }
  }

  /** Writes report.html, or says why that is not possible here. */
  void writeReport(Console console, RunReport report) {
    if (folder == null) {
      return;
    }
    try {
      TextFile.write(folder.resolve("report.html"), report.page(options).html());
    } catch (LinkageError | InternalError noText) {
      console.note(
          "report.html: not written, as this JDK cannot draw text here ("
              + noText.getMessage()
              + "), expected fontconfig and a font; install them (for example: apt-get install"
              + " fontconfig fonts-dejavu-core)");
    }
  }

  void writeModel(ModelFile model) {
    if (folder != null) {
      model.write(folder.resolve("model.safetensors"));
    }
  }

  void writeCheckpoint(TrainerState state) {
    if (folder != null) {
      new Checkpoint(new TreeMap<>(state.tensors()), new TreeMap<>(state.metadata()))
          .save(checkpointFile(folder));
    }
  }

  /** The newest whole checkpoint, with a note on err where it is not the newest. */
  TrainerState readCheckpoint(Console console) {
    if (folder == null) {
      throw new UsageException("--resume without --out, expected a folder; add --out DIR");
    }
    Checkpoint.Loaded loaded = Checkpoint.load(checkpointFile(folder));
    loaded.warning().ifPresent(console::note);
    return new TrainerState(loaded.checkpoint().tensors(), loaded.checkpoint().metadata());
  }

  private static Path checkpointFile(Path folder) {
    return folder.resolve("checkpoint.safetensors");
  }

  @Override
  public void close() {
    if (lines != null) {
      lines.close();
    }
  }
}
