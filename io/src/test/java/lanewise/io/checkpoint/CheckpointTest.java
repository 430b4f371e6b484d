package lanewise.io.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lanewise.data.BatchSampler;
import lanewise.io.Damage;
import lanewise.io.DataFormatException;
import lanewise.io.FileException;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Nets;
import lanewise.optim.Sgd;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import lanewise.train.Trainer;
import lanewise.train.TrainingEvent;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;
  private Path file;
  private Path previous;

  @BeforeEach
  void name() {
    file = folder.resolve("run.safetensors");
    previous = folder.resolve("run.previous.safetensors");
  }

  private static Checkpoint atStep(int step) {
    return new Checkpoint(
        new TreeMap<>(
            Map.of("fc1.weight", Tensor.of(new float[] {step, Float.NaN}, 0, Shape.of(1, 2)))),
        new TreeMap<>(
            Map.of("step", Integer.toString(step), "random", new SeededRandom(step).state())));
  }

  private static String step(Checkpoint checkpoint) {
    return Objects.requireNonNull(checkpoint.metadata().get("step"));
  }

  /** Written by Lanewise 0.1: train iris --hidden 4 --epochs 3 --checkpoint-epochs 1 --seed 7. */
  @Test
  void aCheckpointOfVersion01IsRefusedWithTheReason() throws IOException {
    try (InputStream saved =
        Objects.requireNonNull(
            CheckpointTest.class.getResourceAsStream("checkpoint-0.1.safetensors"))) {
      Files.copy(saved, file);
    }
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            file
                + ", metadata \"lanewise.checkpoint\": none, as in checkpoints of Lanewise 0.1,"
                + " expected 2; start the run anew, or end it with the version that it began with");
  }

  @Test
  void theVersionOfTheFormatIsNoneOfTheCallersKeys() {
    atStep(1).save(file);
    assertThat(Checkpoint.load(file).checkpoint().metadata()).containsOnlyKeys("step", "random");
    assertThatThrownBy(
            () ->
                new Checkpoint(new TreeMap<>(), new TreeMap<>(Map.of("lanewise.checkpoint", "1"))))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("metadata lanewise.checkpoint, expected another key");
  }

  /** As a thread is asked to end: its flag is set while the checkpoint is written. */
  @Test
  void anInterruptedRunIsSaved() {
    TrainingResult result;
    boolean flag;
    try (Backend backend = Backend.create("scalar", 1)) {
      Trainer trainer =
          Trainer.of(
                  Nets.relu(Shape.of(2), 2).build(backend, 1),
                  new SoftmaxCrossEntropy(),
                  Sgd.of(1e-3),
                  Examples.of(backend.zeros(4, 2), Targets.Labels.of(0, 1, 1, 0)))
              .options(
                  TrainingOptions.builder()
                      .batchSize(2)
                      .steps(1000)
                      .reportEvery(1)
                      .checkpointSteps(1000)
                      .build())
              .listener(
                  (event, run) -> {
                    if (event instanceof TrainingEvent.StepDone done && done.step() == 3) {
                      Thread.currentThread().interrupt();
                    } else if (event instanceof TrainingEvent.CheckpointDue due) {
                      new Checkpoint(
                              new TreeMap<>(due.state().tensors()),
                              new TreeMap<>(due.state().metadata()))
                          .save(file);
                    }
                  })
              .build();
      result = trainer.run();
    } finally {
      flag = Thread.interrupted();
    }
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.INTERRUPTED);
    assertThat(flag).isTrue();
    assertThat(step(Checkpoint.load(file).checkpoint())).isEqualTo("4");
  }

  @Test
  void leavesNothingToLoadWhenRemoved() throws IOException {
    Checkpoint.remove(file);
    atStep(1).save(file);
    atStep(2).save(file);
    Files.copy(file, folder.resolve("run.safetensors.new"));
    Files.createFile(folder.resolve("other.safetensors"));
    Checkpoint.remove(file);
    assertThat(folder.toFile().list()).containsExactly("other.safetensors");
    assertThatThrownBy(() -> Checkpoint.load(file)).isInstanceOf(FileException.class);
  }

  @Test
  void keepsTheOneBefore() {
    for (int step = 1; step <= 3; step++) {
      atStep(step).save(file);
    }
    Checkpoint.Loaded loaded = Checkpoint.load(file);
    assertThat(step(loaded.checkpoint())).isEqualTo("3");
    assertThat(loaded.checkpoint().metadata()).isEqualTo(atStep(3).metadata());
    assertThat(loaded.warning()).isEmpty();
    assertThat(loaded.file()).isEqualTo(file);
    assertThat(step(Checkpoint.load(previous).checkpoint())).isEqualTo("2");
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("run.safetensors", "run.previous.safetensors");
  }

  /**
   * Whatever bit of the newest is wrong, it is told apart from a whole one, and the one before is
   * taken, with a word about it.
   */
  @Test
  void takesThePreviousOneForEveryDamage() throws IOException {
    atStep(1).save(file);
    atStep(2).save(file);
    Damage.Check<Checkpoint.Loaded> check =
        (loaded, damage) -> {
          Objects.requireNonNull(loaded, damage);
          if (step(loaded.checkpoint()).equals("2")) {
            assertThat(loaded.checkpoint().metadata()).as(damage).isEqualTo(atStep(2).metadata());
            assertThat(loaded.checkpoint().tensors().get("fc1.weight"))
                .as(damage)
                .hasToString(atStep(2).tensors().get("fc1.weight") + "");
          } else {
            assertThat(step(loaded.checkpoint())).as(damage).isEqualTo("1");
            assertThat(loaded.warning().orElseThrow()).contains("took " + previous + " instead");
          }
        };
    Damage.truncations(file, Checkpoint::load, check);
    Damage.mutations(file, Checkpoint::load, check);
  }

  @Test
  void oneWholeCheckpointIsThereAtEveryMomentOfSaving() throws IOException {
    Path fresh = folder.resolve("run.safetensors.new");
    atStep(1).save(file);
    Files.move(file, fresh);
    assertThat(step(Checkpoint.load(file).checkpoint())).isEqualTo("1");
    Files.move(fresh, previous);
    assertThat(step(Checkpoint.load(file).checkpoint())).isEqualTo("1");
    atStep(2).save(file);
    Path elsewhere = folder.resolve("elsewhere.safetensors");
    atStep(3).save(elsewhere);
    Files.move(elsewhere, fresh);
    Checkpoint.Loaded newest = Checkpoint.load(file);
    assertThat(step(newest.checkpoint())).isEqualTo("3");
    assertThat(newest.file()).isEqualTo(fresh);
    assertThat(newest.warning()).isEmpty();
    Files.write(fresh, new byte[3]);
    assertThat(step(Checkpoint.load(file).checkpoint())).isEqualTo("2");
    assertThat(Checkpoint.load(file).warning())
        .hasValueSatisfying(
            text -> assertThat(text).contains("3 bytes left", "took " + file + " instead"));
    atStep(4).save(file);
    assertThat(fresh).doesNotExist();
    assertThat(step(Checkpoint.load(previous).checkpoint())).isEqualTo("2");
  }

  @Test
  void saysWhyNoneCanBeLoaded() throws IOException {
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("no such file");
    atStep(1).save(file);
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(file + ", byte 0: 3 bytes left, expected 8 bytes of header length");
    assertThatThrownBy(() -> atStep(1).save(folder.resolve("missing").resolve("run.safetensors")))
        .isInstanceOf(FileException.class);
  }

  @Test
  void carriesASamplerAcross() {
    BatchSampler sampler = new BatchSampler(BatchSampler.Mode.SHUFFLED, 10, 3, 1);
    int[] rows = new int[3];
    sampler.next(rows);
    new Checkpoint(new TreeMap<>(), new TreeMap<>(Map.of("sampler", sampler.state()))).save(file);
    BatchSampler resumed = new BatchSampler(BatchSampler.Mode.SHUFFLED, 10, 3, 2);
    resumed.restore(
        Objects.requireNonNull(Checkpoint.load(file).checkpoint().metadata().get("sampler")));
    int[] expected = new int[3];
    sampler.next(expected);
    resumed.next(rows);
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void keepsTheChecksumsKeyForItself() {
    assertThatThrownBy(
            () -> new Checkpoint(new TreeMap<>(), new TreeMap<>(Map.of("lanewise.sha256", "0"))))
        .isInstanceOf(LanewiseException.class);
    assertThat(Checkpoint.previous(Path.of("a"))).isEqualTo(Path.of("a.previous.safetensors"));
  }
}
