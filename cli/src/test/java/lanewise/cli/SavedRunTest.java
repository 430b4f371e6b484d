package lanewise.cli;

import static lanewise.cli.CommandLineRun.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.io.Json;
import lanewise.io.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a training run leaves behind, and what can be done with it. */
class SavedRunTest {
  @TempDir Path folder;

  @Test
  void oneSeedGivesOneModelForAnyNumberOfThreads() throws IOException {
    Set<String> models = new HashSet<>();
    for (int threads = 1; threads <= 2; threads++) {
      for (int repetition = 0; repetition < 2; repetition++) {
        Path out = folder.resolve("run-" + threads + "-" + repetition);
        train(
            out,
            "--threads",
            Integer.toString(threads),
            "--hidden",
            "300,70",
            "--batch",
            "100",
            "--epochs",
            "3");
        models.add(HexFormat.of().formatHex(Files.readAllBytes(out.resolve("model.safetensors"))));
      }
    }
    assertThat(models).hasSize(1);
  }

  @Test
  void evalGivesTheAccuracyThatTrainingReported() {
    CommandLineRun trained = train(folder.resolve("run"), "--epochs", "5", "--seed", "3");
    CommandLineRun judged =
        CommandLineRun.of(
            "eval",
            "digits",
            "--model",
            folder.resolve("run/model.safetensors").toString(),
            "--json");

    assertThat(judged.code()).as(judged.err()).isZero();
    var eval = judged.events("eval").get(0);
    assertThat(number(eval, "accuracy"))
        .isEqualTo(number(trained.events("end").get(0), "test_accuracy"));
    assertThat(eval.get("count")).isEqualTo(trained.events("end").get(0).get("test_count"));
  }

  @Test
  void evalCountsTheLikeliestClassesThatAreAskedFor() {
    train(folder.resolve("run"), "--epochs", "2", "--norm", "batch-unbiased");
    String model = folder.resolve("run/model.safetensors").toString();

    var one =
        CommandLineRun.of("eval", "digits", "--model", model, "--top-k", "1", "--json")
            .events("eval")
            .get(0);
    assertThat(number(one, "top1")).isEqualTo(number(one, "accuracy"));
    var all =
        CommandLineRun.of("eval", "digits", "--model", model, "--top-k", "10", "--json")
            .events("eval")
            .get(0);
    // All ten of ten classes say nothing.
    assertThat(all).doesNotContainKey("top10");
    assertThat(CommandLineRun.of("inspect", model).out()).contains("unbiased=yes");
    CommandLineRun wrong = CommandLineRun.of("eval", "digits", "--model", model, "--top-k", "0");
    assertThat(wrong.code()).isEqualTo(Main.USAGE);
    assertThat(wrong.err()).contains("--top-k 0, expected 1 or more").hasLineCount(1);
  }

  @Test
  void metricsAndOptionsAreKept() throws IOException {
    CommandLineRun trained = train(folder.resolve("run"), "--epochs", "2");

    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).isEqualTo(trained.out());
    var options = Json.parseObject("options", Files.readString(folder.resolve("run/options.json")));
    assertThat(options)
        .containsEntry("epochs", 2)
        .containsEntry("dataset", "digits")
        .containsEntry("optimizer", "adam");
  }

  /** What was left open is written with the value that the run had, for people too. */
  @Test
  void optionsHoldTheDefaultsThatWereUsed() throws IOException {
    train(folder.resolve("run"), "--backend", "scalar", "--steps", "30");
    train(folder.resolve("full"), "--batch", "full", "--model", "softmax");

    var options = Json.parseObject("options", Files.readString(folder.resolve("run/options.json")));
    assertThat(options)
        .containsEntry("steps", 30)
        .doesNotContainKey("epochs")
        .containsEntry("batch", 32)
        .containsEntry("sampling", "shuffle")
        .containsEntry("hidden", List.of(64))
        .containsEntry("report-every", 43)
        .containsEntry("test-fraction", 0.25)
        .containsEntry("val-fraction", 0.0)
        .containsEntry("backend", "scalar");
    assertThat(Json.parseObject("options", Files.readString(folder.resolve("full/options.json"))))
        .containsEntry("epochs", 30)
        .containsEntry("batch", "full")
        .doesNotContainKeys("sampling", "hidden");
    assertThat(folder.resolve("run/report.html"))
        .content()
        .contains("<th scope=\"row\">batch</th><td>32</td>");
  }

  @Test
  void predictNormalisesAsTheModelSays() throws IOException {
    train(folder.resolve("run"), "--epochs", "20");
    Path rows = folder.resolve("rows.csv");
    StringBuilder text = new StringBuilder();
    for (int pixel = 0; pixel < 64; pixel++) {
      text.append(pixel == 0 ? "" : ",").append("p").append(pixel);
    }
    // The first row of the data set, a zero.
    text.append(
        "\n0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,0,3,15,2,0,11,8,0,0,4,12,0,0,8,8,0,0,5,8,0,0,9,8,0,0,4,11,0,1,12,7,0,0,2,14,5,10,12,0,0,0,0,6,13,10,0,0,0\n");
    Files.writeString(rows, text);

    CommandLineRun run =
        CommandLineRun.of(
            "predict",
            rows.toString(),
            "--model",
            folder.resolve("run/model.safetensors").toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("0 0 0.9");
  }

  @Test
  void inspectNamesLayersAndParameters() {
    train(folder.resolve("run"), "--epochs", "1");

    CommandLineRun run =
        CommandLineRun.of("inspect", folder.resolve("run/model.safetensors").toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "fc1.weight FLOAT32(64, 64)",
            "normaliser standardize",
            "trained on digits with seed 0",
            "rows {\"rows\":1797,\"train_crc32\":",
            "4,810 parameters");
  }

  @Test
  void aResumedRunEndsWithTheModelOfAnUnbrokenOne() throws IOException {
    train(folder.resolve("whole"), "--epochs", "4");
    Path broken = folder.resolve("broken");
    train(broken, "--epochs", "4", "--checkpoint-every", "61");
    // The newest checkpoint is of the end, and would leave nothing to do.
    Files.delete(broken.resolve("checkpoint.safetensors"));
    Files.delete(broken.resolve("model.safetensors"));
    train(broken, "--epochs", "4", "--checkpoint-every", "61", "--resume");

    assertThat(broken.resolve("model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
    assertThat(linesBeforeTheEnd(broken))
        .as("each step once")
        .isEqualTo(linesBeforeTheEnd(folder.resolve("whole")));
  }

  /** All lines of the metrics but the last, which tells the time. */
  private static List<String> linesBeforeTheEnd(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(lines.getLast()).contains("\"event\":\"end\"");
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  void checkpointsComeByEpochsToo() {
    Path run = folder.resolve("run");
    train(run, "--epochs", "5", "--checkpoint-epochs", "2");

    assertThat(stepOf(run.resolve("checkpoint.safetensors"))).isEqualTo(5 * 43);
    assertThat(stepOf(run.resolve("checkpoint.previous.safetensors"))).isEqualTo(4 * 43);
  }

  /** What a checkpoint writes does not grow with the steps that were made before it. */
  @Test
  void checkpointsOfALongRunAreAsSmallAsThoseOfAShortOne() throws IOException {
    Path run = folder.resolve("run");
    long[] sizes = new long[2];
    for (int i = 0; i < sizes.length; i++) {
      List<String> options =
          new ArrayList<>(List.of("--model", "softmax", "--checkpoint-every", "200", "--steps"));
      options.addAll(i == 0 ? List.of("200") : List.of("2000", "--resume"));
      train(run, options.toArray(String[]::new));
      sizes[i] = Files.size(run.resolve("checkpoint.safetensors"));
    }
    assertThat(sizes[1] - sizes[0]).as("bytes more after 1800 steps more").isLessThan(200);
    assertThat(run.resolve("checkpoint.history"))
        .content(StandardCharsets.ISO_8859_1)
        .hasSizeBetween(2000 * 16, 2000 * 17 + 10_000);
    Checkpoint checkpoint = Checkpoint.load(run.resolve("checkpoint.safetensors")).checkpoint();
    SortedMap<String, String> metadata = new TreeMap<>(checkpoint.metadata());
    metadata.remove("history");
    new Checkpoint(checkpoint.tensors(), metadata).save(run.resolve("checkpoint.safetensors"));
    CommandLineRun old =
        CommandLineRun.of(
            ("train digits --model softmax --steps 2200 --resume --out " + run).split(" "));
    assertThat(old.code()).isEqualTo(Main.FAILED);
    assertThat(old.err()).contains("metadata \"history\": none, expected").hasLineCount(1);
  }

  private static long stepOf(Path checkpoint) {
    return Long.parseLong(
        Objects.requireNonNull(
            Checkpoint.load(checkpoint).checkpoint().metadata().get("step"), "step"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed 0 | --seed 0, expected --seed 3 as in the checkpoint",
        "--seed 3 --hidden 9 | --hidden 9, expected --hidden 64 as in the checkpoint",
        "--seed 3 --clip-norm 1 | --clip-norm 1.0, expected no --clip-norm as in the checkpoint",
        "--seed 3 --test-fraction 0.2 | --test-fraction 0.2, expected --test-fraction 0.25",
      })
  void aRunIsNotResumedWithOtherOptions(String options, String message) throws IOException {
    Path run = folder.resolve("run");
    train(run, "--seed", "3", "--epochs", "2", "--checkpoint-epochs", "1");
    Map<String, String> before = filesIn(run);

    CommandLineRun other =
        CommandLineRun.of(
            ("train digits --resume --epochs 3 --out " + run + " " + options).split(" "));

    assertThat(other.code()).isEqualTo(Main.USAGE);
    assertThat(other.err()).contains("--resume with " + message).hasLineCount(1);
    assertThat(filesIn(run)).isEqualTo(before);
  }

  /** How long a run is, what it reports and its threads are no part of what it computes. */
  @Test
  void aRunIsResumedForMoreEpochs() throws IOException {
    train(folder.resolve("whole"), "--epochs", "3");
    Path run = folder.resolve("run");
    train(run, "--epochs", "2", "--checkpoint-epochs", "1");
    train(run, "--epochs", "3", "--threads", "2", "--batch", "32", "--resume");

    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
    assertThat(linesBeforeTheEnd(run)).isEqualTo(linesBeforeTheEnd(folder.resolve("whole")));
  }

  @Test
  void aRunIsNotLostByTheSameCommandAgain() throws IOException {
    Path run = folder.resolve("run");
    for (String results : List.of("model.safetensors", "checkpoint.safetensors")) {
      train(run, "--epochs", "1", "--checkpoint-epochs", "1", "--overwrite");
      if (!results.startsWith("model")) {
        Files.delete(run.resolve("model.safetensors"));
      }
      Map<String, String> before = filesIn(run);

      for (String command :
          List.of("train digits", "search digits --grid lr=1e-3 --val-fraction 0.1")) {
        CommandLineRun again = CommandLineRun.of((command + " --epochs 1 --out " + run).split(" "));

        assertThat(again.code()).isEqualTo(Main.USAGE);
        assertThat(again.err())
            .contains(
                "--out " + run + ": holds the " + results + " of a run, expected", "--overwrite")
            .hasLineCount(1);
        assertThat(filesIn(run)).isEqualTo(before);
      }
    }
  }

  /**
   * A kill between the end of the first checkpoint and its renaming leaves it under another name.
   */
  @Test
  void aCheckpointThatIsNotYetRenamedIsNotLost() throws IOException {
    Path run = folder.resolve("run");
    train(run, "--epochs", "1", "--checkpoint-epochs", "1");
    Files.delete(run.resolve("model.safetensors"));
    Path checkpoint = run.resolve("checkpoint.safetensors");
    Files.move(checkpoint, run.resolve("checkpoint.safetensors.new"));
    Map<String, String> before = filesIn(run);

    CommandLineRun again = CommandLineRun.of(("train digits --epochs 1 --out " + run).split(" "));

    assertThat(again.code()).isEqualTo(Main.USAGE);
    assertThat(again.err()).contains("--resume to go on with it").hasLineCount(1);
    assertThat(filesIn(run)).isEqualTo(before);
  }

  /** A run that is killed later must not look as if the results of the one before were its own. */
  @Test
  void aRunThatBeginsLeavesNothingOfTheOneBefore() throws IOException {
    Path run = folder.resolve("run");
    train(run, "--epochs", "2", "--checkpoint-epochs", "1");
    Files.createFile(run.resolve("trials.jsonl"));
    Files.createFile(run.resolve(".model.safetensors.0123456789abcdef0123456789abcdef.tmp"));
    Files.createFile(run.resolve("notes.txt"));

    CommandLineRun diverged =
        CommandLineRun.of(
            ("train digits --overwrite --optimizer sgd --lr 1e30 --normalize none --out " + run)
                .split(" "));

    assertThat(diverged.code()).isEqualTo(Main.FAILED);
    assertThat(filesIn(run).keySet())
        .containsExactly(".lock", "metrics.jsonl", "notes.txt", "options.json");
    CommandLineRun resumed =
        CommandLineRun.of("train", "digits", "--resume", "--out", run.toString());
    assertThat(resumed.code()).isEqualTo(Main.USAGE);
    assertThat(resumed.err()).contains("--resume: no checkpoint in " + run).hasLineCount(1);
  }

  @Test
  void aRunWithoutCheckpointsIsNotResumed() {
    Path run = folder.resolve("run");
    train(run, "--epochs", "1");

    CommandLineRun resumed =
        CommandLineRun.of("train", "digits", "--resume", "--out", run.toString());

    assertThat(resumed.code()).isEqualTo(Main.USAGE);
    assertThat(resumed.err())
        .isEqualTo(
            "train: --resume: no checkpoint in "
                + run
                + ", expected that of a run with --checkpoint-epochs or --checkpoint-every; start"
                + " anew with --overwrite\n");
  }

  @Test
  void twoRunsDoNotShareAFolder() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);
    try (FolderLock other = Objects.requireNonNull(FolderLock.of(run, console))) {
      assertThat(other).isNotNull();
      for (String command :
          List.of(
              "train digits",
              "train digits --overwrite",
              "search digits --grid lr=1e-3 --val-fraction 0.1")) {
        CommandLineRun second =
            CommandLineRun.of((command + " --epochs 1 --out " + run).split(" "));
        assertThat(second.code()).isEqualTo(Main.USAGE);
        assertThat(second.err())
            .contains("--out " + run + ": another run writes to it, expected")
            .hasLineCount(1);
      }
      assertThat(filesIn(run).keySet()).containsExactly(".lock");
    }
    train(run, "--epochs", "1", "--checkpoint-epochs", "1");
    try (FolderLock other = Objects.requireNonNull(FolderLock.of(run, console))) {
      assertThat(other).isNotNull();
      CommandLineRun resumed =
          CommandLineRun.of(("train digits --epochs 2 --resume --out " + run).split(" "));
      assertThat(resumed.err()).contains("another run writes to it").hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2,b\n3,4,c\n5,7,b\n7,8,c\n",
        "1,2,b\n3,4,b\n5,6,c\n7,8,c\n",
        "3,4,c\n1,2,b\n5,6,b\n7,8,c\n",
        "1,2,b\n3,4,d\n5,6,b\n7,8,d\n"
      })
  void aRunIsNotResumedWithOtherRows(String rows) throws IOException {
    Path csv = folder.resolve("data.csv");
    Files.writeString(csv, "1,2,b\n3,4,c\n5,6,b\n7,8,c\n");
    String command =
        "train csv:"
            + csv
            + " --header no --normalize none --test-fraction 0 --checkpoint-epochs 1 --out "
            + folder.resolve("run")
            + " --epochs ";
    CommandLineRun first = CommandLineRun.of((command + "1").split(" "));
    assertThat(first.code()).as(first.err()).isZero();
    Files.writeString(csv, rows);

    CommandLineRun other = CommandLineRun.of((command + "2 --resume").split(" "));

    assertThat(other.code()).isEqualTo(Main.USAGE);
    assertThat(other.err()).contains("--resume with rows of checksum").hasLineCount(1);
    Files.writeString(csv, "1,2,b\n3,4,c\n5,6,b\n7,8,c\n");
    assertThat(CommandLineRun.of((command + "2 --resume").split(" ")).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lr -1",
        "--schedule magic",
        "--loss none",
        "--hidden 0",
        "--test-fraction 2",
        "--optim speed=3",
        "--batch 5000"
      })
  void aRunThatCannotBeginLeavesTheOldOneAsItWas(String options) throws IOException {
    Path run = folder.resolve("run");
    train(run, "--epochs", "1", "--checkpoint-epochs", "1");
    Map<String, String> before = filesIn(run);

    CommandLineRun failed =
        CommandLineRun.of(("train digits --out " + run + " " + options).split(" "));

    assertThat(failed.code()).isNotZero();
    assertThat(filesIn(run)).isEqualTo(before);
  }

  private static Map<String, String> filesIn(Path run) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
      for (Path file : files) {
        contents.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  /** The rate is a little too high: the loss grows until it is none, and the start was the best. */
  @Test
  void aRunThatDivergesKeepsItsBestWeights() throws IOException {
    Path run = folder.resolve("run");
    CommandLineRun diverged =
        CommandLineRun.of(
            ("train digits --json --model softmax --loss mse --optimizer sgd --lr 2 --epochs 20"
                    + " --val-fraction 0.2 --out "
                    + run)
                .split(" "));

    assertThat(diverged.code()).isEqualTo(Main.FAILED);
    assertThat(diverged.err()).contains("lower the learning rate").hasLineCount(1);
    var end = diverged.events("end").get(0);
    assertThat(end).containsEntry("reason", "diverged");
    assertThat(number(end, "val_accuracy"))
        .isEqualTo(
            diverged.events("epoch").stream()
                .mapToDouble(line -> number(line, "val_accuracy"))
                .max()
                .orElseThrow());
    assertThat(run.resolve("report.html")).content().contains("<td>diverged</td>");
    CommandLineRun judged =
        CommandLineRun.of(
            "eval",
            "digits",
            "--val-fraction",
            "0.2",
            "--json",
            "--model",
            run.resolve("model.safetensors").toString());
    assertThat(number(judged.events("eval").get(0), "accuracy"))
        .isEqualTo(number(end, "test_accuracy"));
  }

  @Test
  void theWeightsOfTheLeastLossAreKeptIfAskedFor() {
    CommandLineRun run =
        train(
            folder.resolve("run"),
            "--val-fraction",
            "0.2",
            "--criterion",
            "val-loss",
            "--lr",
            "0.05",
            "--epochs",
            "6",
            "--seed",
            "1");

    var epochs = run.events("epoch");
    var least =
        epochs.stream().min(Comparator.comparingDouble(line -> number(line, "val_loss"))).get();
    assertThat(least).as("a best that is not the last").isNotEqualTo(epochs.getLast());
    assertThat(number(run.events("end").get(0), "val_accuracy"))
        .isEqualTo(number(least, "val_accuracy"));
  }

  @ParameterizedTest
  @CsvSource({
    "--val-fraction 0.2, 6",
    "--val-fraction 0.2 --patience 2 --lr 1e-9, 3",
    "--schedule plateau:0:0.5, 6",
    "--lr-decay 0.9, 1"
  })
  void epochsOfOneStepAreJudgedWhereSomethingHangsOnIt(String options, int evaluations) {
    CommandLineRun run =
        CommandLineRun.of(("train iris --json --batch full --epochs 6 " + options).split(" "));

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.events("epoch")).hasSize(evaluations);
  }

  @Test
  void aPlateauLowersTheRateOfFullBatches() {
    CommandLineRun run =
        CommandLineRun.of(
            "train iris --json --batch full --epochs 4 --lr 1e-30 --schedule plateau:0:0.5"
                .split(" "));

    assertThat(run.events("step").stream().map(line -> number(line, "learning_rate")))
        .containsExactly(1e-30, 1e-30, 0.5e-30, 0.25e-30);
  }

  @Test
  void learnedSlopesAreSavedAndLoaded() {
    Path run = folder.resolve("run");
    CommandLineRun trained =
        train(
            run,
            "--activation",
            "prelu",
            "--norm",
            "batch",
            "--epochs",
            "3",
            "--backend",
            "vector");
    String model = run.resolve("model.safetensors").toString();

    assertThat(CommandLineRun.of("inspect", model).out())
        .contains("prelu act1 features=64", "act1.weight FLOAT32(64)");
    CommandLineRun judged = CommandLineRun.of("eval", "digits", "--model", model, "--json");
    assertThat(number(judged.events("eval").get(0), "accuracy"))
        .isEqualTo(number(trained.events("end").get(0), "test_accuracy"));
  }

  @Test
  void aShortRunTakesTheBackendWithoutWarmUp() {
    CommandLineRun run = CommandLineRun.of("train", "digits", "--json", "--epochs", "1");

    assertThat(run.events("end").get(0)).containsEntry("backend", "scalar");
    assertThat(CommandLineRun.of("train", "digits", "--epochs", "1").out())
        .contains("(a run of less than 3 GFLOP)");
  }

  @Test
  void aRunGoesOnWithTheBackendItBeganWith() {
    Path run = folder.resolve("run");
    train(run, "--epochs", "1", "--checkpoint-epochs", "1", "--backend", "vector");

    CommandLineRun resumed = train(run, "--epochs", "2", "--checkpoint-epochs", "1", "--resume");

    assertThat(resumed.events("end").get(0)).containsEntry("backend", "vector");
  }

  private static CommandLineRun train(Path out, String... options) {
    String[] args = new String[options.length + 5];
    args[0] = "train";
    args[1] = "digits";
    args[2] = "--json";
    args[3] = "--out";
    args[4] = out.toString();
    System.arraycopy(options, 0, args, 5, options.length);
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }
}
