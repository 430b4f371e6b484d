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
 * The folder of {@code --out}: options.json, metrics.jsonl, model.safetensors,
 * checkpoint.safetensors. Without a folder nothing is written.
 */
final class RunFolder implements AutoCloseable {
  private final @Nullable Path folder;
  private final @Nullable JsonLines metrics;

  private RunFolder(@Nullable Path folder, @Nullable JsonLines metrics) {
    this.folder = folder;
    this.metrics = metrics;
  }

  static RunFolder open(@Nullable Path folder, boolean resume) {
    if (folder == null) {
      return new RunFolder(null, null);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw FileException.writing(folder, failure);
    }
    Path file = folder.resolve("metrics.jsonl");
    return new RunFolder(folder, resume ? JsonLines.append(file) : JsonLines.create(file));
  }

  void writeOptions(Map<String, Object> options) {
    if (folder != null) {
      TextFile.write(folder.resolve("options.json"), Json.pretty(options));
    }
  }

  void writeMetrics(Map<String, ? extends @Nullable Object> line) {
    if (metrics != null) {
      metrics.write(line);
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
      throw new UsageException("train: --resume without --out, expected a folder; add --out DIR");
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
    if (metrics != null) {
      metrics.close();
    }
  }
}
