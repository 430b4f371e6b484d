package lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.io.AtomicFile;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.io.Json;
import lanewise.io.JsonLines;
import lanewise.io.TextFile;
import lanewise.io.checkpoint.Checkpoint;
import lanewise.io.checkpoint.HistoryFile;
import lanewise.model.ModelFile;
import lanewise.tensor.Tensor;
import lanewise.train.TrainerState;
import org.jspecify.annotations.Nullable;

/**
 * The folder of {@code --out}: options.json, model.safetensors, the lines of a run and, of a
 * training run, its checkpoints with checkpoint.history, and report.html. Without a folder nothing
 * is written. One run at a time has a folder; nothing is touched before {@link #begin} or {@link
 * #goOn}.
 */
final class RunFolder implements AutoCloseable {
  /** What runs of any kind append their lines to. */
  static final String METRICS = "metrics.jsonl";

  static final String TRIALS = "trials.jsonl";
  private static final List<String> LINES = List.of(METRICS, TRIALS);

  /** In the metadata of a checkpoint: what tells whether other data is the same. */
  private static final String DATA = "data.crc32c";

  /** In the metadata of a checkpoint: how far the file of the history belongs to it. */
  private static final String HISTORY = "history";

  private final @Nullable Path folder;
  private final String linesName;
  private final Map<String, Object> options;
  private @Nullable JsonLines lines;
  private @Nullable HistoryFile history;
  private @Nullable FolderLock lock;

  /** Worked out only where it is needed: the data may be large. */
  private @Nullable String dataChecksum;

  /**
   * A folder.
   *
   * @param folder null to write nothing
   * @param linesName the file of {@link #writeLine}
   * @param options of the run, by name
   */
  RunFolder(@Nullable Path folder, String linesName, Map<String, Object> options) {
    this.folder = folder;
    this.linesName = linesName;
    this.options = options;
  }

  /**
   * Begins a run: makes the folder where it is missing, removes all that a run before has left, and
   * writes options.json.
   *
   * @param overwrite whether the folder may hold results of a run, which are lost then
   * @throws UsageException if another run writes to the folder, or it holds results that are not to
   *     be lost
   */
  void begin(Console console, boolean overwrite) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw FileException.writing(folder, failure);
    }
    lock(folder, console);
    if (!overwrite) {
      requireNoResults(folder);
    }
    Checkpoint.remove(checkpointFile(folder));
    for (Path result : List.of(historyFile(folder), modelFile(folder), reportFile(folder))) {
      remove(result);
    }
    LINES.forEach(name -> remove(folder.resolve(name)));
    history = HistoryFile.empty(historyFile(folder));
    lines = JsonLines.create(folder.resolve(linesName));
    writeOptions(folder);
  }

  private void lock(Path taken, Console console) {
    lock = FolderLock.of(taken, console);
    if (lock != null) {
      AtomicFile.removeLeftovers(taken);
    }
  }

  private static void requireNoResults(Path folder) {
    List<Path> results = new ArrayList<>(List.of(modelFile(folder)));
    results.addAll(Checkpoint.generations(checkpointFile(folder)));
    for (Path result : results) {
      if (Files.exists(result)) {
        throw new UsageException(
            "--out "
                + folder
                + ": holds the "
                + result.getFileName()
                + " of a run, expected a folder without results; choose another, or add --overwrite"
                + " to lose that run"
                + (result.equals(modelFile(folder)) ? "" : " or --resume to go on with it"));
      }
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw FileException.writing(file, failure);
    }
  }

  /**
   * Goes on with the run that {@link #readCheckpoint} has read of: all stays but the lines that
   * were written after the checkpoint.
   *
   * @param step the number of updates made before the checkpoint
   */
  void goOn(long step) {
    if (folder == null) {
      return;
    }
    lines = JsonLines.appendTo(folder.resolve(linesName), line -> isBefore(step, line));
    writeOptions(folder);
  }

  /** A step's line has its number, from 0 on; an epoch's the number of updates made before it. */
  private static boolean isBefore(long step, Map<String, @Nullable Object> line) {
    return line.get("step") instanceof Number number
        && ("step".equals(line.get("event"))
            ? number.longValue() < step
            : number.longValue() <= step);
  }

  private void writeOptions(Path parent) {
    TextFile.write(parent.resolve("options.json"), Json.pretty(options));
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
      TextFile.write(reportFile(folder), report.page(options).html());
    } catch (LinkageError noPictures) {
      console.note(
          "report.html: not written, as this JDK cannot draw pictures here ("
              + noPictures.getMessage()
              + "), expected one with java.desktop");
    }
  }

  void writeModel(ModelFile model) {
    if (folder != null) {
      model.write(modelFile(folder));
    }
  }

  /**
   * Saves the state of a run.
   *
   * @param data the rows that it trains on
   */
  void writeCheckpoint(TrainerState state, TrainingData data) {
    if (folder != null) {
      Map<String, Tensor> lists = new LinkedHashMap<>();
      SortedMap<String, Tensor> tensors = new TreeMap<>();
      state.tensors().forEach((name, tensor) -> (isList(name) ? lists : tensors).put(name, tensor));
      SortedMap<String, String> metadata = new TreeMap<>(state.metadata());
      metadata.putAll(RunSettings.of(options).metadata());
      metadata.put(DATA, checksum(data));
      metadata.put(HISTORY, Objects.requireNonNull(history, "a run has begun").append(lists));
      new Checkpoint(tensors, metadata).save(checkpointFile(folder));
    }
  }

  /**
   * The newest whole checkpoint, with a note on err where it is not the newest.
   *
   * @param data the rows to train on
   * @throws UsageException if there is none, it is of a run with other settings or other rows, or
   *     another run writes to the folder
   */
  TrainerState readCheckpoint(Console console, TrainingData data) {
    if (folder == null) {
      throw new UsageException("--resume without --out, expected a folder; add --out DIR");
    }
    if (Files.isDirectory(folder)) {
      lock(folder, console);
    }
    Checkpoint.Loaded loaded = loadCheckpoint(folder);
    RunSettings.of(options).requireSame(RunSettings.ofMetadata(loaded.checkpoint().metadata()));
    HistoryFile saved = history(folder, loaded);
    requireSameData(loaded.checkpoint().metadata().get(DATA), checksum(data));
    loaded.warning().ifPresent(console::note);
    history = saved;
    Map<String, Tensor> tensors = new TreeMap<>(loaded.checkpoint().tensors());
    tensors.putAll(saved.lists());
    return new TrainerState(tensors, loaded.checkpoint().metadata());
  }

  private static Checkpoint.Loaded loadCheckpoint(Path folder) {
    if (!Checkpoint.exists(checkpointFile(folder))) {
      throw new UsageException(
          "--resume: no checkpoint in "
              + folder
              + ", expected that of a run with --checkpoint-epochs or --checkpoint-every; start"
              + " anew with --overwrite");
    }
    return Checkpoint.load(checkpointFile(folder));
  }

  private String checksum(TrainingData data) {
    String known = dataChecksum;
    if (known == null) {
      known = "%08x".formatted(data.checksum());
      dataChecksum = known;
    }
    return known;
  }

  private static void requireSameData(@Nullable String saved, String data) {
    if (!data.equals(saved)) {
      throw new UsageException(
          "--resume with rows of checksum "
              + data
              + ", expected "
              + saved
              + " as in the checkpoint; give the data that the run began with, or start anew");
    }
  }

  private static HistoryFile history(Path folder, Checkpoint.Loaded loaded) {
    String mark = loaded.checkpoint().metadata().get(HISTORY);
    if (mark == null) {
      throw DataFormatException.at(
          loaded.file().toString(),
          "metadata \"" + HISTORY + "\"",
          "none",
          "the mark of the history beside the checkpoint",
          "start anew with --overwrite");
    }
    return HistoryFile.open(historyFile(folder), mark);
  }

  /** What grows with each step, and would make each checkpoint larger than the one before. */
  private static boolean isList(String tensor) {
    return tensor.startsWith("history.");
  }

  private static Path historyFile(Path folder) {
    return folder.resolve("checkpoint.history");
  }

  /** The name of the backend of the run whose checkpoint a folder holds. */
  static @Nullable String backendOf(@Nullable Path folder) {
    return folder == null
        ? null
        : RunSettings.ofMetadata(loadCheckpoint(folder).checkpoint().metadata())
            .values()
            .get("backend");
  }

  private static Path modelFile(Path folder) {
    return folder.resolve("model.safetensors");
  }

  private static Path reportFile(Path folder) {
    return folder.resolve("report.html");
  }

  private static Path checkpointFile(Path folder) {
    return folder.resolve("checkpoint.safetensors");
  }

  @Override
  public void close() {
    try {
      if (lines != null) {
        lines.close();
      }
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }
}
