package lanewise.model;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.io.DataFormatException;
import lanewise.io.Json;
import lanewise.io.tensors.Checksum;
import lanewise.io.tensors.SafeTensors;
import lanewise.loss.Link;
import lanewise.loss.Loss;
import lanewise.optim.SavedState;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained model in one safetensors file: all that a prediction needs, and where it came from. It
 * is data only: no code, no class names, no other file. The same model gives the same bytes; no
 * time is stored. Parameters have PyTorch's names and forms (fc1.weight (out, in), fc1.bias (out)),
 * so that {@code safetensors.torch.load_file} reads them.
 *
 * <p>Files of Lanewise 0.1 say neither the loss nor the names of the features: such a model answers
 * with classes and scores, but with no probabilities, until {@link #withLoss} says what it was
 * trained by, and its columns are taken by their places.
 *
 * @param network what the network is made of, as JSON of the caller's; not looked into here
 * @param parameters by name; no name may begin with "normalizer." or "optimizer."
 * @param input what the network takes, and how rows become it
 * @param classNames the name of each class; none where the answers are values
 * @param provenance where the model came from
 * @param loss what the network was trained by; empty where that is not known
 * @param properties texts of the caller's by names of the caller's, such as a threshold or the
 *     version of the data; every tool that rewrites a model keeps them
 * @param optimizer what the optimizer knew at the end of the training, for further training; empty
 *     where that was not asked for
 */
public record ModelFile(
    String network,
    SortedMap<String, Tensor> parameters,
    Input input,
    List<String> classNames,
    Provenance provenance,
    Optional<TrainedLoss> loss,
    SortedMap<String, String> properties,
    Optional<SavedState> optimizer) {
  private static final String FORMAT = "lanewise.format";

  /** What readers of 0.1 understand. */
  private static final String FORMAT_1 = "1";

  /**
   * With a table's encoding or an optimizer's state, which readers of format 1 must not pass over.
   */
  private static final String FORMAT_2 = "2";

  private static final String NETWORK = "lanewise.network";
  private static final String EXAMPLE = "lanewise.example";
  private static final String NORMALIZER = "lanewise.normalizer";
  private static final String CLASSES = "lanewise.classes";
  private static final String VERSION = "lanewise.version";
  private static final String SEED = "lanewise.seed";
  private static final String DATASET = "lanewise.dataset";
  private static final String SPLIT = "lanewise.split";
  private static final String VALIDATION = "lanewise.validation";
  private static final String LOSS = "lanewise.loss";
  private static final String LINK = "lanewise.link";
  private static final String FEATURES = "lanewise.features";
  private static final String TABLE = "lanewise.table";
  private static final String PROPERTY_PREFIX = "lanewise.property.";
  private static final String NORMALIZER_PREFIX = "normalizer.";
  private static final String OPTIMIZER = "lanewise.optimizer";
  private static final String OPTIMIZER_STEPS = "lanewise.optimizer_steps";
  private static final String OPTIMIZER_PREFIX = "optimizer.";

  /**
   * What a network takes, and how rows become it.
   *
   * @param example the shape of one example
   * @param normalizer what is done to an example first; of the width of an example
   * @param featureNames the name of each feature, in their order; none where they have no names
   * @param table how the columns of a table become an example, as text of {@link
   *     lanewise.feature.TableEncoding#toText}; empty where examples are rows of numbers
   */
  public record Input(
      Shape example, Normalizer normalizer, List<String> featureNames, Optional<String> table) {
    public Input {
      featureNames = List.copyOf(featureNames);
      requireWidth("feature names", featureNames.size(), example);
      requireWidth("means of the normaliser", widthOf(normalizer), example);
    }

    /** Rows of numbers without names. */
    public static Input of(Shape example, Normalizer normalizer) {
      return new Input(example, normalizer, List.of(), Optional.empty());
    }
  }

  /**
   * Where a model came from: for people, and for judging it on rows that it has not seen. What a
   * program wants to keep for itself goes into the properties.
   *
   * @param version the version of Lanewise that trained it, as {@link #of} fills it in; not that of
   *     the caller's program or data
   * @param seed the seed of the run, which drew weights, order and split
   * @param dataset the name of the data set, as {@code lanewise.data.Dataset.name} has it
   * @param split which of its rows trained, as text of the caller's; empty where nobody said
   * @param validation the figures of rows that judged it while it was trained, by their names; none
   *     where nobody said
   */
  public record Provenance(
      String version,
      long seed,
      String dataset,
      Optional<String> split,
      Map<String, Double> validation) {
    public Provenance {
      validation = Collections.unmodifiableMap(new LinkedHashMap<>(validation));
    }

    /** Without figures. */
    public Provenance(String version, long seed, String dataset, Optional<String> split) {
      this(version, seed, dataset, split, Map.of());
    }

    /** Of a model that this version of Lanewise trains. */
    public static Provenance of(long seed, String dataset, Optional<String> split) {
      return new Provenance(LibraryVersion.text(), seed, dataset, split);
    }

    /** The same with these figures. */
    Provenance withValidation(Map<String, Double> figures) {
      return new Provenance(version, seed, dataset, split, figures);
    }
  }

  /**
   * What a network was trained by.
   *
   * @param name of the loss, as {@link lanewise.loss.LossNames#parse} takes it unless it is one of
   *     the caller's own
   * @param link what the network's outputs mean
   */
  public record TrainedLoss(String name, Link link) {
    /** What is kept of a loss. */
    public static TrainedLoss of(Loss loss) {
      return new TrainedLoss(loss.name(), loss.link());
    }
  }

  public ModelFile {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    classNames = List.copyOf(classNames);
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    for (String name : parameters.keySet()) {
      for (String taken : List.of(NORMALIZER_PREFIX, OPTIMIZER_PREFIX)) {
        if (name.startsWith(taken)) {
          throw new DataException(
              "ModelFile: a parameter named "
                  + name
                  + ", expected names that do not begin with "
                  + taken);
        }
      }
    }
  }

  /** A model of which neither the loss nor names of features are known, without properties. */
  public ModelFile(
      String network,
      SortedMap<String, Tensor> parameters,
      Shape example,
      Normalizer normalizer,
      List<String> classNames,
      Provenance provenance) {
    this(
        network,
        parameters,
        Input.of(example, normalizer),
        classNames,
        provenance,
        Optional.empty(),
        new TreeMap<>(),
        Optional.empty());
  }

  /** The shape of one example. */
  public Shape example() {
    return input.example;
  }

  /**
   * Whether examples of this shape have the numbers of {@link #example} in another order, as images
   * with their channels first have those with their channels last. Flat examples are of any order.
   */
  public boolean isOfOtherOrder(Shape other) {
    List<Integer> extents = withoutOnes(example());
    List<Integer> others = withoutOnes(other);
    return extents.size() > 1
        && others.size() > 1
        && example().size() == other.size()
        && !extents.equals(others);
  }

  private static List<Integer> withoutOnes(Shape shape) {
    return Arrays.stream(shape.dims()).filter(dim -> dim != 1).boxed().toList();
  }

  /** What is done to an example first. */
  public Normalizer normalizer() {
    return input.normalizer;
  }

  /** The name of each feature, in their order; none where they have no names. */
  public List<String> featureNames() {
    return input.featureNames;
  }

  /** 0 where it fits every width. */
  private static int widthOf(Normalizer normalizer) {
    return switch (normalizer) {
      case Normalizer.None none -> 0;
      case Normalizer.Unit unit -> 0;
      case Normalizer.Standardize standardize -> standardize.mean().size();
      case Normalizer.MeanImage meanImage -> meanImage.mean().size();
    };
  }

  private static void requireWidth(String what, int found, Shape example) {
    if (found != 0 && found != example.size()) {
      throw new DataException(
          "ModelFile: "
              + found
              + " "
              + what
              + ", expected "
              + example.size()
              + " for examples of shape "
              + example);
    }
  }

  /** What the network's outputs mean: {@link Link#SCORES} where the loss is not known. */
  public Link link() {
    return loss.map(TrainedLoss::link).orElse(Link.SCORES);
  }

  /** The same model, trained by this loss. */
  public ModelFile withLoss(Loss trainedBy) {
    return new ModelFile(
        network,
        parameters,
        input,
        classNames,
        provenance,
        Optional.of(TrainedLoss.of(trainedBy)),
        properties,
        optimizer);
  }

  /** The same model with these names of its features. */
  public ModelFile withFeatureNames(List<String> names) {
    return withInput(new Input(input.example, input.normalizer, names, input.table));
  }

  /** The same model that comes from elsewhere. */
  ModelFile withProvenance(Provenance other) {
    return new ModelFile(
        network, parameters, input, classNames, other, loss, properties, optimizer);
  }

  /** The same model that takes another input. */
  ModelFile withInput(Input other) {
    return new ModelFile(
        network, parameters, other, classNames, provenance, loss, properties, optimizer);
  }

  /** The same model with these properties and no others. */
  public ModelFile withProperties(SortedMap<String, String> others) {
    return new ModelFile(
        network, parameters, input, classNames, provenance, loss, others, optimizer);
  }

  /** The same model with parameters of its own. */
  ModelFile copied() {
    SortedMap<String, Tensor> copies = new TreeMap<>();
    parameters.forEach(
        (name, value) ->
            copies.put(name, Tensor.zeros(value.dtype(), value.shape()).copyFrom(value)));
    return new ModelFile(
        network, copies, input, classNames, provenance, loss, properties, optimizer);
  }

  /** The same model with this state of an optimizer. */
  ModelFile withOptimizer(Optional<SavedState> state) {
    return new ModelFile(
        network, parameters, input, classNames, provenance, loss, properties, state);
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws lanewise.io.FileException if it cannot be written
   */
  public void write(Path file) {
    SortedMap<String, Tensor> tensors = new TreeMap<>(parameters);
    normalizer().arrays().forEach((name, array) -> tensors.put(NORMALIZER_PREFIX + name, array));
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(FORMAT, input.table.isPresent() || optimizer.isPresent() ? FORMAT_2 : FORMAT_1);
    metadata.put(NETWORK, network);
    metadata.put(EXAMPLE, Json.line(example().dims()));
    metadata.put(NORMALIZER, normalizer().kind());
    metadata.put(CLASSES, Json.line(classNames));
    metadata.put(VERSION, provenance.version);
    metadata.put(SEED, Long.toString(provenance.seed));
    metadata.put(DATASET, provenance.dataset);
    provenance.split.ifPresent(split -> metadata.put(SPLIT, split));
    if (!provenance.validation.isEmpty()) {
      metadata.put(VALIDATION, Json.line(provenance.validation));
    }
    loss.ifPresent(
        trained -> {
          metadata.put(LOSS, trained.name);
          metadata.put(LINK, trained.link.name().toLowerCase(Locale.ROOT));
        });
    if (!featureNames().isEmpty()) {
      metadata.put(FEATURES, Json.line(featureNames()));
    }
    input.table.ifPresent(text -> metadata.put(TABLE, text));
    optimizer.ifPresent(
        state -> {
          metadata.put(OPTIMIZER, state.rule());
          metadata.put(OPTIMIZER_STEPS, Long.toString(state.steps()));
          state.tensors().forEach((name, tensor) -> tensors.put(OPTIMIZER_PREFIX + name, tensor));
        });
    properties.forEach((name, text) -> metadata.put(PROPERTY_PREFIX + name, text));
    Checksum.sealed(new SafeTensors(tensors, metadata)).write(file);
  }

  /**
   * Reads a model.
   *
   * @throws DataFormatException if it is no model, damaged, or of a later form
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static ModelFile read(Path file) {
    return of(file.toString(), SafeTensors.read(file));
  }

  /**
   * Reads a model from a stream, such as that of a class-path resource, up to its end: as {@link
   * #read(Path)}. The stream is not closed.
   *
   * @param name what errors call it
   */
  public static ModelFile read(String name, InputStream stream) {
    return of(name, SafeTensors.read(name, stream));
  }

  private static ModelFile of(String file, SafeTensors content) {
    Map<String, String> metadata = content.metadata();
    String format = required(file, metadata, FORMAT);
    if (!format.equals(FORMAT_1) && !format.equals(FORMAT_2)) {
      throw DataFormatException.at(
          file,
          "metadata \"" + FORMAT + "\"",
          format,
          FORMAT_1 + " or " + FORMAT_2,
          "read it with a later version of Lanewise");
    }
    Checksum.require(file, content);
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    SortedMap<String, Tensor> statistics = new TreeMap<>();
    SortedMap<String, Tensor> moments = new TreeMap<>();
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(NORMALIZER_PREFIX)) {
                statistics.put(name.substring(NORMALIZER_PREFIX.length()), tensor);
              } else if (name.startsWith(OPTIMIZER_PREFIX)) {
                moments.put(name.substring(OPTIMIZER_PREFIX.length()), tensor);
              } else {
                parameters.put(name, tensor);
              }
            });
    try {
      return new ModelFile(
          required(file, metadata, NETWORK),
          parameters,
          new Input(
              shape(file, required(file, metadata, EXAMPLE)),
              Normalizer.of(required(file, metadata, NORMALIZER), statistics),
              metadata.containsKey(FEATURES)
                  ? Json.parseStrings(
                      file + " (" + FEATURES + ")", required(file, metadata, FEATURES))
                  : List.of(),
              Optional.ofNullable(metadata.get(TABLE))),
          Json.parseStrings(file + " (" + CLASSES + ")", required(file, metadata, CLASSES)),
          new Provenance(
              required(file, metadata, VERSION),
              Long.parseLong(required(file, metadata, SEED)),
              required(file, metadata, DATASET),
              Optional.ofNullable(metadata.get(SPLIT)),
              figures(file, metadata.get(VALIDATION))),
          loss(file, metadata),
          properties(metadata),
          optimizer(file, metadata, moments));
    } catch (DataException | ShapeException | NumberFormatException broken) {
      throw DataFormatException.at(
          file,
          "metadata",
          String.valueOf(broken.getMessage()),
          "what ModelFile.write stores",
          "save the model again");
    }
  }

  private static Map<String, Double> figures(String file, @Nullable String text) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (text != null) {
      Json.parseObject(file + " (" + VALIDATION + ")", text)
          .forEach(
              (name, value) -> {
                if (!(value instanceof Number number)) {
                  throw new DataException(VALIDATION + " " + text + ", expected numbers");
                }
                figures.put(name, number.doubleValue());
              });
    }
    return figures;
  }

  private static Optional<TrainedLoss> loss(String file, Map<String, String> metadata) {
    if (!metadata.containsKey(LOSS) && !metadata.containsKey(LINK)) {
      return Optional.empty();
    }
    String link = required(file, metadata, LINK);
    for (Link known : Link.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(link)) {
        return Optional.of(new TrainedLoss(required(file, metadata, LOSS), known));
      }
    }
    throw DataFormatException.at(
        file,
        "metadata \"" + LINK + "\"",
        "\"" + link + "\"",
        "one of " + Arrays.toString(Link.values()).toLowerCase(Locale.ROOT),
        "read it with a later version of Lanewise");
  }

  private static Optional<SavedState> optimizer(
      String file, Map<String, String> metadata, SortedMap<String, Tensor> moments) {
    if (!metadata.containsKey(OPTIMIZER)) {
      return Optional.empty();
    }
    long steps = Long.parseLong(required(file, metadata, OPTIMIZER_STEPS));
    if (steps < 0) {
      throw new DataException(OPTIMIZER_STEPS + " " + steps + ", expected 0 or more");
    }
    return Optional.of(new SavedState(required(file, metadata, OPTIMIZER), steps, moments));
  }

  private static SortedMap<String, String> properties(Map<String, String> metadata) {
    SortedMap<String, String> properties = new TreeMap<>();
    metadata.forEach(
        (key, text) -> {
          if (key.startsWith(PROPERTY_PREFIX)) {
            properties.put(key.substring(PROPERTY_PREFIX.length()), text);
          }
        });
    return properties;
  }

  private static String required(String file, Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw DataFormatException.at(
          file,
          "metadata",
          "no \"" + key + "\"",
          "it in a model that Lanewise saved",
          "a plain file of weights has no network description: load it with SafeTensors");
    }
    return value;
  }

  private static Shape shape(String file, String text) {
    Object dims =
        Json.parseObject(file + " (" + EXAMPLE + ")", "{\"dims\":" + text + "}").get("dims");
    if (!(dims instanceof List<?> list)) {
      throw new DataException(EXAMPLE + " " + text + ", expected a list");
    }
    return Shape.of(
        list.stream().mapToInt(dim -> dim instanceof Integer extent ? extent : -1).toArray());
  }
}
