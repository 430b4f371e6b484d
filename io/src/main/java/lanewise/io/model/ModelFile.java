package lanewise.io.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.io.DataFormatException;
import lanewise.io.Json;
import lanewise.io.tensors.SafeTensors;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * A trained model in one safetensors file: all that a prediction needs, and where it came from. It
 * is data only: no code, no class names, no other file. The same model gives the same bytes; no
 * time is stored. Parameters have PyTorch's names and forms (fc1.weight (out, in), fc1.bias (out)),
 * so that {@code safetensors.torch.load_file} reads them.
 *
 * @param network what the network is made of, as JSON of the caller's; not looked into here
 * @param parameters by name; no name may begin with "normalizer."
 * @param example the shape of one example
 * @param normalizer what is done to an example first
 * @param classNames the name of each class
 * @param provenance where the model came from
 */
public record ModelFile(
    String network,
    SortedMap<String, Tensor> parameters,
    Shape example,
    Normalizer normalizer,
    List<String> classNames,
    Provenance provenance) {
  private static final String FORMAT = "lanewise.format";
  private static final String FORMAT_1 = "1";
  private static final String NETWORK = "lanewise.network";
  private static final String EXAMPLE = "lanewise.example";
  private static final String NORMALIZER = "lanewise.normalizer";
  private static final String CLASSES = "lanewise.classes";
  private static final String VERSION = "lanewise.version";
  private static final String SEED = "lanewise.seed";
  private static final String DATASET = "lanewise.dataset";
  private static final String SPLIT = "lanewise.split";
  private static final String NORMALIZER_PREFIX = "normalizer.";

  /**
   * Where a model came from.
   *
   * @param version the version of Lanewise that trained it
   * @param seed the seed of the run
   * @param dataset the name of the data set
   * @param split which of its rows trained, as text of the caller's; empty in models of versions
   *     that did not say
   */
  public record Provenance(String version, long seed, String dataset, Optional<String> split) {}

  public ModelFile {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    classNames = List.copyOf(classNames);
    for (String name : parameters.keySet()) {
      if (name.startsWith(NORMALIZER_PREFIX)) {
        throw new DataException(
            "ModelFile: a parameter named "
                + name
                + ", expected names that do not begin with "
                + NORMALIZER_PREFIX);
      }
    }
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws lanewise.io.FileException if it cannot be written
   */
  public void write(Path file) {
    SortedMap<String, Tensor> tensors = new TreeMap<>(parameters);
    normalizer.arrays().forEach((name, array) -> tensors.put(NORMALIZER_PREFIX + name, array));
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(FORMAT, FORMAT_1);
    metadata.put(NETWORK, network);
    metadata.put(EXAMPLE, Json.line(example.dims()));
    metadata.put(NORMALIZER, normalizer.kind());
    metadata.put(CLASSES, Json.line(classNames));
    metadata.put(VERSION, provenance.version);
    metadata.put(SEED, Long.toString(provenance.seed));
    metadata.put(DATASET, provenance.dataset);
    provenance.split.ifPresent(split -> metadata.put(SPLIT, split));
    Checksum.sealed(new SafeTensors(tensors, metadata)).write(file);
  }

  /**
   * Reads a model.
   *
   * @throws DataFormatException if it is no model, damaged, or of a later form
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static ModelFile read(Path file) {
    SafeTensors content = SafeTensors.read(file);
    Map<String, String> metadata = content.metadata();
    String format = required(file, metadata, FORMAT);
    if (!format.equals(FORMAT_1)) {
      throw DataFormatException.at(
          file.toString(),
          "metadata \"" + FORMAT + "\"",
          format,
          FORMAT_1,
          "read it with a later version of Lanewise");
    }
    Checksum.require(file.toString(), content);
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    SortedMap<String, Tensor> statistics = new TreeMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(NORMALIZER_PREFIX)) {
                statistics.put(name.substring(NORMALIZER_PREFIX.length()), tensor);
              } else {
                parameters.put(name, tensor);
              }
            });
    try {
      return new ModelFile(
          required(file, metadata, NETWORK),
          parameters,
          shape(file, required(file, metadata, EXAMPLE)),
          Normalizer.of(required(file, metadata, NORMALIZER), statistics),
          Json.parseStrings(file + " (" + CLASSES + ")", required(file, metadata, CLASSES)),
          new Provenance(
              required(file, metadata, VERSION),
              Long.parseLong(required(file, metadata, SEED)),
              required(file, metadata, DATASET),
              Optional.ofNullable(metadata.get(SPLIT))));
    } catch (DataException | ShapeException | NumberFormatException broken) {
      throw DataFormatException.at(
          file.toString(),
          "metadata",
          String.valueOf(broken.getMessage()),
          "what ModelFile.write stores",
          "save the model again");
    }
  }

  private static String required(Path file, Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw DataFormatException.at(
          file.toString(),
          "metadata",
          "no \"" + key + "\"",
          "it in a model that Lanewise saved",
          "a plain file of weights has no network description: load it with SafeTensors");
    }
    return value;
  }

  private static Shape shape(Path file, String text) {
    Object dims =
        Json.parseObject(file + " (" + EXAMPLE + ")", "{\"dims\":" + text + "}").get("dims");
    if (!(dims instanceof List<?> list)) {
      throw new DataException(EXAMPLE + " " + text + ", expected a list");
    }
    return Shape.of(
        list.stream().mapToInt(dim -> dim instanceof Integer extent ? extent : -1).toArray());
  }
}
