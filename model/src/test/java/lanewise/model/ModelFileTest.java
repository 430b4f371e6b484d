package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.io.Damage;
import lanewise.io.DataFormatException;
import lanewise.io.tensors.Checksum;
import lanewise.io.tensors.SafeTensors;
import lanewise.kernel.Backend;
import lanewise.loss.Huber;
import lanewise.loss.Link;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.model.ModelFile.Provenance;
import lanewise.model.ModelFile.TrainedLoss;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  private static Tensor floats(float... values) {
    return Tensor.of(values, 0, Shape.of(values.length));
  }

  private static ModelFile small(Normalizer normalizer) {
    return new ModelFile(
        "{\"layers\":[\"dense\"]}",
        new TreeMap<>(
            Map.of(
                "fc1.weight", Tensor.of(new float[] {1, 2, 3, 4}, 0, Shape.of(2, 2)),
                "fc1.bias", floats(5, 6))),
        Shape.of(1, 1, 2),
        normalizer,
        List.of("no, \"never\"", "yes"),
        new Provenance("0.1.0", -7, "tiny", Optional.of("{\"test\":0.5}")));
  }

  private static Normalizer standardize() {
    return new Normalizer.Standardize(floats(1, 2), floats(3, 4));
  }

  private static void assertSame(ModelFile read, ModelFile written) {
    assertThat(read.network()).isEqualTo(written.network());
    assertThat(read.example()).isEqualTo(written.example());
    assertThat(read.classNames()).isEqualTo(written.classNames());
    assertThat(read.provenance()).isEqualTo(written.provenance());
    assertThat(read.normalizer().kind()).isEqualTo(written.normalizer().kind());
    assertThat(read.normalizer().arrays()).hasToString(written.normalizer().arrays().toString());
    assertThat(read.parameters()).hasToString(written.parameters().toString());
    assertThat(read.loss()).isEqualTo(written.loss());
    assertThat(read.featureNames()).isEqualTo(written.featureNames());
    assertThat(read.properties()).isEqualTo(written.properties());
  }

  private static ModelFile full() {
    return small(standardize())
        .withLoss(new Huber(2))
        .withFeatureNames(List.of("höhe, \"m\"", ""))
        .withProperties(new TreeMap<>(Map.of("threshold", "0.35", "data version", "a\nb", "", "")));
  }

  @Test
  void keepsLossFeatureNamesAndProperties() {
    full().write(file);
    ModelFile read = ModelFile.read(file);
    assertSame(read, full());
    assertThat(read.loss()).contains(new TrainedLoss("huber:2.0", Link.VALUES));
    assertThat(read.link()).isEqualTo(Link.VALUES);
    assertThat(read.featureNames()).containsExactly("höhe, \"m\"", "");
    assertThat(read.properties())
        .containsExactly(
            Map.entry("", ""), Map.entry("data version", "a\nb"), Map.entry("threshold", "0.35"));
    read.withProperties(new TreeMap<>(Map.of("threshold", "0.5"))).write(file);
    ModelFile changed = ModelFile.read(file);
    assertThat(changed.properties()).containsExactly(Map.entry("threshold", "0.5"));
    assertThat(changed.loss()).isEqualTo(read.loss());
    assertThat(changed.featureNames()).isEqualTo(read.featureNames());
  }

  /**
   * Written by Lanewise 0.1, with its answers: train iris --hidden 4 --epochs 3 --seed 7, then
   * predict --json.
   */
  @Test
  void aModelOfVersion01AnswersAsItDid() throws IOException {
    try (InputStream saved =
        Objects.requireNonNull(ModelFileTest.class.getResourceAsStream("iris-0.1.safetensors"))) {
      Files.copy(saved, file);
    }
    ModelFile model = ModelFile.read(file).withLoss(new SoftmaxCrossEntropy());
    assertThat(model.classNames()).containsExactly("setosa", "versicolor", "virginica");
    try (Backend backend = Backend.create("reference", 1)) {
      Predictor predictor = SavedModel.predictor(model, backend);
      double[][] answers = {
        {0.4110683798789978, 0.295248806476593, 0.29368284344673157},
        {0.2868361473083496, 0.30450037121772766, 0.40866342186927795},
        {0.4209371507167816, 0.30009424686431885, 0.2789686322212219}
      };
      float[][] rows = {
        {5.1f, 3.5f, 1.4f, 0.2f}, {6.3f, 3.3f, 6.0f, 2.5f}, {5.9f, 2.8f, 4.3f, 1.3f}
      };
      for (int i = 0; i < rows.length; i++) {
        assertThat(predictor.probabilitiesOf(rows[i])).containsExactly(answers[i], within(1e-6));
      }
    }
  }

  /** Files of 0.1 have none of these entries, and versions that know none still read ours. */
  @Test
  void aModelThatDoesNotSayItsLossHasScores() {
    small(standardize()).write(file);
    assertThat(SafeTensors.read(file).metadata())
        .containsEntry("lanewise.format", "1")
        .doesNotContainKeys("lanewise.loss", "lanewise.link", "lanewise.features");
    ModelFile read = ModelFile.read(file);
    assertThat(read.loss()).isEmpty();
    assertThat(read.link()).isEqualTo(Link.SCORES);
    assertThat(read.featureNames()).isEmpty();
    assertThat(read.properties()).isEmpty();
    read.withLoss(new SoftmaxCrossEntropy()).write(file);
    assertThat(ModelFile.read(file).link()).isEqualTo(Link.SOFTMAX);
  }

  @Test
  void aPropertyIsCoveredByTheChecksum() {
    full().write(file);
    SafeTensors content = SafeTensors.read(file);
    TreeMap<String, String> forged = new TreeMap<>(content.metadata());
    forged.put("lanewise.property.threshold", "0.36");
    new SafeTensors(content.tensors(), forged).write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("lanewise.sha256");
  }

  @Test
  void aLinkOfALaterVersionIsRefusedByName() {
    full().write(file);
    SafeTensors content = SafeTensors.read(file);
    TreeMap<String, String> later = new TreeMap<>(content.metadata());
    later.put("lanewise.link", "ordinal");
    Checksum.sealed(new SafeTensors(content.tensors(), later)).write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("\"ordinal\"")
        .hasMessageContaining("softmax, sigmoid")
        .hasMessageContaining("later version");
    later.remove("lanewise.link");
    Checksum.sealed(new SafeTensors(content.tensors(), later)).write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("no \"lanewise.link\"");
  }

  @Test
  void refusesNormalisersAndFeatureNamesOfAnotherWidth() {
    Normalizer narrow = new Normalizer.MeanImage(floats(1, 2, 3));
    assertThatThrownBy(() -> small(narrow))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "ModelFile: 3 means of the normaliser, expected 2 for examples of shape (1, 1, 2)");
    assertThatThrownBy(() -> small(standardize()).withFeatureNames(List.of("a")))
        .isInstanceOf(DataException.class)
        .hasMessage("ModelFile: 1 feature names, expected 2 for examples of shape (1, 1, 2)");
  }

  @Test
  void theVersionIsThatOfTheLibrary() {
    Provenance own = Provenance.of(3, "tiny", Optional.empty());
    assertThat(own.version()).matches("development|\\d+\\.\\d+\\.\\d+.*");
    assertThat(own.seed()).isEqualTo(3);
  }

  @Test
  void readsWhatItWritesWithEveryNormalizer() {
    for (Normalizer normalizer :
        List.of(
            new Normalizer.None(),
            new Normalizer.Unit(255),
            standardize(),
            new Normalizer.MeanImage(floats(1, 2)))) {
      small(normalizer).write(file);
      assertSame(ModelFile.read(file), small(normalizer));
    }
  }

  @Test
  void readsModelsThatDoNotSayHowTheirDataWasSplit() {
    ModelFile good = small(standardize());
    ModelFile older =
        new ModelFile(
            good.network(),
            good.parameters(),
            good.example(),
            good.normalizer(),
            good.classNames(),
            new Provenance("0.1.0", -7, "tiny", Optional.empty()));
    older.write(file);
    assertThat(SafeTensors.read(file).metadata()).doesNotContainKey("lanewise.split");
    assertSame(ModelFile.read(file), older);
  }

  @Test
  void isPlainSafetensorsForOthers() {
    small(standardize()).write(file);
    SafeTensors plain = SafeTensors.read(file);
    assertThat(plain.tensors())
        .containsOnlyKeys("fc1.weight", "fc1.bias", "normalizer.mean", "normalizer.std");
    assertThat(plain.metadata())
        .containsEntry("lanewise.network", "{\"layers\":[\"dense\"]}")
        .containsEntry("lanewise.normalizer", "standardize")
        .containsEntry("lanewise.seed", "-7");
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    Path again = folder.resolve("again.safetensors");
    small(standardize()).write(file);
    small(standardize()).write(again);
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void noDamageGivesAnotherModel() throws IOException {
    full().write(file);
    Damage.Check<ModelFile> check =
        (read, damage) -> {
          if (read != null) {
            assertSame(read, full());
          }
        };
    Damage.truncations(
        file, ModelFile::read, (read, damage) -> assertThat(read).as(damage).isNull());
    Damage.mutations(file, ModelFile::read, check);
  }

  @Test
  void tellsAPlainFileOfWeightsFromAModel() {
    new SafeTensors(new TreeMap<>(Map.of("fc1.bias", floats(1))), new TreeMap<>()).write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("no \"lanewise.format\"")
        .hasMessageContaining("load it with SafeTensors");
  }

  @Test
  void saysWhenTheContentWasChangedOrIsOfALaterForm() {
    small(standardize()).write(file);
    SafeTensors content = SafeTensors.read(file);
    Objects.requireNonNull(content.tensors().get("fc1.bias")).set(0, 5.5);
    content.write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("lanewise.sha256");
    TreeMap<String, String> later = new TreeMap<>(content.metadata());
    later.put("lanewise.format", "3");
    new SafeTensors(content.tensors(), later).write(file);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("a later version of Lanewise");
  }

  @Test
  void refusesAParameterWithTheNormalizersName() {
    ModelFile good = small(standardize());
    assertThatThrownBy(
            () ->
                new ModelFile(
                    good.network(),
                    new TreeMap<>(Map.of("normalizer.mean", floats(1))),
                    good.example(),
                    good.normalizer(),
                    good.classNames(),
                    good.provenance()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("normalizer.mean");
  }
}
