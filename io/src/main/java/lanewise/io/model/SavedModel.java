package lanewise.io.model;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.data.Normalizer;
import lanewise.io.DataFormatException;
import lanewise.kernel.Backend;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.NetworkSpec;
import lanewise.nn.Parameter;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;

/** Networks to model files and back. */
public final class SavedModel {
  private SavedModel() {}

  /**
   * What a network and its surroundings are as a file; the parameters are not copied, so write it
   * before they change.
   */
  public static ModelFile of(
      Network network,
      Normalizer normalizer,
      List<String> classNames,
      ModelFile.Provenance provenance) {
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    for (Parameter parameter : network.parameters()) {
      parameters.put(parameter.name(), parameter.value());
    }
    return new ModelFile(
        network.spec().toText(),
        parameters,
        network.inputShape(),
        normalizer,
        classNames,
        provenance);
  }

  /**
   * The network of a file, on a backend of the caller's choice.
   *
   * @throws DataFormatException if the description cannot be read, or a parameter is missing,
   *     superfluous or of another shape
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
    return network;
  }

  private static Network build(ModelFile model, Backend backend) {
    try {
      return NetworkSpec.parse(model.network()).build(backend, 0, Initializers.zeros());
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
