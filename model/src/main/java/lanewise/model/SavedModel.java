package lanewise.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.feature.TableEncoding;
import lanewise.io.DataFormatException;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.LossNames;
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import lanewise.train.Evaluator;

/** Networks to model files and back. */
public final class SavedModel {
  private SavedModel() {}

  /**
   * What a network and its surroundings are as a file; the parameters are not copied, so write it
   * before they change. Names of features and properties are added with {@link
   * ModelFile#withFeatureNames} and {@link ModelFile#withProperties}.
   *
   * @param loss what the network was trained by: it says how the outputs are to be read
   * @param classNames the name of each class, two for one output with a sigmoid; where the answers
   *     are scores or values none, or for one output its name
   * @throws DataException if normaliser or class names do not fit the network
   * @throws lanewise.tensor.ShapeException for a softmax of one output
   */
  public static ModelFile of(
      Network network,
      Loss loss,
      Normalizer normalizer,
      List<String> classNames,
      ModelFile.Provenance provenance) {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    for (Parameter parameter : network.parameters()) {
      parameters.put(parameter.name(), parameter.value());
    }
    ModelFile model =
        new ModelFile(
                network.graph().toText(),
                parameters,
                network.inputShape(),
                normalizer,
                classNames,
                provenance)
            .withLoss(loss);
    requireFit(model, network);
    return model;
  }

  /**
   * What a network that was trained on a table is as a file; as {@link #of}, its answers are named
   * by the target.
   */
  static ModelFile ofTable(
      Network network, Loss loss, TableEncoding encoding, ModelFile.Provenance provenance) {
    List<String> names = encoding.target().names();
    ModelFile model = of(network, loss, new Normalizer.None(), names, provenance);
    return model.withInput(
        new ModelFile.Input(
            model.example(), model.normalizer(), List.of(), Optional.of(encoding.toText())));
  }

  /**
   * The network of a file, on a backend of the caller's choice. It can be trained on; what it then
   * is belongs into a file with the normaliser of this one.
   *
   * @throws DataFormatException if the description cannot be read, a parameter is missing,
   *     superfluous or of another shape, or the class names or the shape of an example do not fit
   */
  public static Network network(ModelFile model, Backend backend) {
    Network network = build(model, backend);
    SortedMap<String, Tensor> left = new TreeMap<>(model.parameters());
    for (Parameter parameter : network.parameters()) {
      Tensor stored = left.remove(parameter.name());
      if (stored == null || !stored.shape().equals(parameter.shape())) {
        throw broken(
            "parameter "
                + parameter.name()
                + (stored == null ? " missing" : " of shape " + stored.shape()),
            "shape " + parameter.shape());
      }
      parameter.value().copyFrom(stored);
    }
    if (!left.isEmpty()) {
      throw broken("parameters " + left.keySet() + " beside those of the network", "none");
    }
    try {
      requireFit(model, network);
    } catch (DataException | ShapeException failure) {
      throw broken(String.valueOf(failure.getMessage()), "what SavedModel.of stores");
    }
    return network;
  }

  /**
   * What answers for the model in a file: its network, frozen, behind its normaliser, read as its
   * loss says.
   *
   * @throws DataFormatException as {@link #network} does
   */
  public static Predictor predictor(ModelFile model, Backend backend) {
    return new Predictor(network(model, backend).frozen(), model.normalizer(), model.link());
  }

  /**
   * What judges a model: by the loss of the file where that is one of {@link LossNames}, without
   * the weights or label smoothing that it may have been trained with; else without a loss.
   *
   * @param network of the model
   */
  public static Evaluator evaluator(ModelFile model, Network network) {
    return knownLoss(model)
        .map(loss -> new Evaluator(network, loss))
        .orElseGet(() -> new Evaluator(network, model.link()));
  }

  /** A caller's own loss may bear the name of another. */
  static Optional<Loss> knownLoss(ModelFile model) {
    try {
      return model
          .loss()
          .map(trained -> LossNames.parse(trained.name()))
          .filter(loss -> loss.link() == model.link());
    } catch (LanewiseException unknown) {
      return Optional.empty();
    }
  }

  private static void requireFit(ModelFile model, Network network) {
    int outputs = network.outputShape().size();
    model.link().requireOutputs(outputs);
    if (model.example().size() != network.inputShape().size()) {
      throw new DataException(
          "SavedModel: examples of shape "
              + model.example()
              + ", expected "
              + network.inputShape()
              + " as the network takes");
    }
    int names = model.classNames().size();
    int classes = model.link().classes(outputs);
    // One output of which the loss is not known may have been taught either of two classes.
    boolean fits =
        classes == 0
            ? names <= (model.loss().isPresent() ? 1 : 2)
            : names == classes || (names == 0 && !model.link().hasProbabilities());
    if (!fits) {
      throw new DataException(
          "SavedModel: "
              + names
              + " class names, expected "
              + (classes == 0 ? "at most 1, the name of the value," : classes)
              + " for a network of "
              + outputs
              + (outputs == 1 ? " output" : " outputs")
              + " read as "
              + model.link().name().toLowerCase(Locale.ROOT));
    }
  }

  private static Network build(ModelFile model, Backend backend) {
    try {
      return Graph.parse(model.network()).build(backend, 0, Initializers.zeros());
    } catch (DataFormatException known) {
      throw known;
    } catch (LanewiseException failure) {
      throw broken(String.valueOf(failure.getMessage()), "what SavedModel.of stores");
    }
  }

  private static DataFormatException broken(String found, String expected) {
    return DataFormatException.at("model", "network", found, expected, "save the model again");
  }
}
