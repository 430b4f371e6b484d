package lanewise.io.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lanewise.io.AtomicFile;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.io.tensors.Checksum;
import lanewise.io.tensors.SafeTensors;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;

/**
 * Everything a training run needs to go on from a step: tensors by name (weights, moments) and text
 * by key (step, random state, sampler state, options). A checkpoint is a safetensors file with a
 * checksum over all of it. The one before it is kept beside it, as {@code
 * NAME.previous.safetensors}, and taken when the newest is damaged.
 *
 * <p>Whatever moment the process is killed at, one whole checkpoint is there once the first has
 * been saved.
 *
 * @param tensors by name
 * @param metadata by key; "lanewise.sha256" and "lanewise.checkpoint" are kept for the checksum and
 *     the version of this format
 */
public record Checkpoint(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
  private static final String SUFFIX = ".safetensors";
  private static final String FORMAT_KEY = "lanewise.checkpoint";

  /**
   * Version 0.1 wrote none: its runs drew their random numbers, and kept their history, otherwise.
   */
  private static final String FORMAT = "2";

  public Checkpoint {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    for (String kept : List.of(Checksum.KEY, FORMAT_KEY)) {
      if (metadata.containsKey(kept)) {
        throw new LanewiseException(
            "Checkpoint: metadata " + kept + ", expected another key; the file needs this one");
      }
    }
  }

  /**
   * A checkpoint that was loaded.
   *
   * @param checkpoint what the file holds
   * @param file the file it was read from
   * @param warning why this is not the newest one; empty if it is
   */
  public record Loaded(Checkpoint checkpoint, Path file, Optional<String> warning) {
    /** The same, taken because the one after it could not be. */
    private Loaded after(LanewiseException failure) {
      return new Loaded(
          checkpoint, file, Optional.of(failure.getMessage() + "; took " + file + " instead"));
    }
  }

  /**
   * Saves this checkpoint; the one that the file holds becomes the previous one. One process at a
   * time may write to a file.
   *
   * @throws FileException if it cannot be written; the old ones are then as they were
   */
  public void save(Path file) {
    SortedMap<String, String> marked = new TreeMap<>(metadata);
    marked.put(FORMAT_KEY, FORMAT);
    Checksum.sealed(new SafeTensors(tensors, marked)).write(finished(file));
    if (Files.exists(file)) {
      AtomicFile.move(file, previous(file));
    }
    AtomicFile.move(finished(file), file);
  }

  /**
   * Removes a checkpoint with the ones kept beside it, so that none of them is loaded any more.
   *
   * @throws FileException if one cannot be removed
   */
  public static void remove(Path file) {
    for (Path generation : generations(file)) {
      try {
        Files.deleteIfExists(generation);
      } catch (IOException failure) {
        throw FileException.writing(generation, failure);
      }
    }
  }

  /** Whether there is a checkpoint at a file or one that is kept beside it, whole or not. */
  public static boolean exists(Path file) {
    return Stream.of(finished(file), file, previous(file)).anyMatch(Files::exists);
  }

  /**
   * Loads the newest whole checkpoint: the one that a killed process had finished but not yet
   * renamed, else the file itself or, if it is missing or damaged, the previous one.
   *
   * @throws DataFormatException if there is one but none is whole
   * @throws FileException if there is none, or none can be read
   */
  public static Loaded load(Path file) {
    if (!Files.exists(finished(file))) {
      return load(file, previous(file));
    }
    try {
      return new Loaded(read(finished(file)), finished(file), Optional.empty());
    } catch (DataFormatException | FileException failure) {
      return load(file, previous(file)).after(failure);
    }
  }

  private static Loaded load(Path file, Path other) {
    try {
      return new Loaded(read(file), file, Optional.empty());
    } catch (DataFormatException | FileException failure) {
      try {
        return new Loaded(read(other), other, Optional.empty()).after(failure);
      } catch (DataFormatException | FileException second) {
        failure.addSuppressed(second);
        throw failure;
      }
    }
  }

  private static Checkpoint read(Path file) {
    SafeTensors content = SafeTensors.read(file);
    Checksum.require(file.toString(), content);
    SortedMap<String, String> metadata = new TreeMap<>(content.metadata());
    metadata.remove(Checksum.KEY);
    String format = metadata.remove(FORMAT_KEY);
    if (!FORMAT.equals(format)) {
      throw DataFormatException.at(
          file.toString(),
          "metadata \"" + FORMAT_KEY + "\"",
          format == null ? "none, as in checkpoints of Lanewise 0.1" : format,
          FORMAT,
          "start the run anew, or end it with the version that it began with");
    }
    return new Checkpoint(content.tensors(), metadata);
  }

  /** The files of a checkpoint and of what is kept beside it, which {@link #load} looks into. */
  public static List<Path> generations(Path file) {
    return List.of(previous(file), finished(file), file);
  }

  /** Where a new checkpoint lies, whole, until the two renames of {@link #save} are done. */
  private static Path finished(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** Where the generation before is kept: NAME.previous.safetensors for NAME.safetensors. */
  public static Path previous(Path file) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return file.resolveSibling(stem + ".previous" + SUFFIX);
  }
}
