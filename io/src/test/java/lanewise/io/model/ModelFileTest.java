package lanewise.io.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import lanewise.io.model.ModelFile.Provenance;
import lanewise.io.tensors.SafeTensors;
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
    small(standardize()).write(file);
    Damage.Check<ModelFile> check =
        (read, damage) -> {
          if (read != null) {
            assertSame(read, small(standardize()));
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
    later.put("lanewise.format", "2");
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
