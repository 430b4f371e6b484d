package lanewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong usage and bad files give one line that says what was found and what was expected, and
 * nothing half-written.
 */
class BadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train digits --no-such | 2 | Unknown option: '--no-such'",
        "nothing | 2 | 'nothing'",
        "train | 2 | Missing required parameter: 'DATASET'",
        "train nope | 2 | \"nope\": unknown, expected one of digits, iris",
        "train mnist | 2 | mnist without --data, expected the folder with its files",
        "train digits --lr fast | 2 | 'fast' is not a double",
        "train digits --lr -1 | 2 | --lr -1.0, expected a finite number above 0",
        "train digits --lr-decay 2 | 2 | --lr-decay 2.0, expected above 0 and at most 1",
        "train digits --batch 5000 | 2 | --batch 5000, expected 1 to 1348",
        "train digits --batch many | 2 | expected a number of examples or full",
        "train digits --epochs 0 | 2 | --epochs 0, expected 1 or more",
        "train digits --epochs 1 --steps 1 | 2 | expected one of them",
        "train digits --hidden 0 | 2 | --hidden 0, expected widths of 1 or more",
        "train digits --model softmax --hidden 3 | 2 | use --model mlp",
        "train digits --activation step | 2 | \"step\", expected one of identity, relu",
        "train digits --init guess | 2 | \"guess\", expected",
        "train digits --loss none | 2 | \"none\", expected one of cross-entropy",
        "train digits --optimizer magic | 2 | expected one of",
        "train digits --optim speed=3 | 2 | speed",
        "train digits --normalize half | 2 | \"half\", expected",
        "train digits --backend gpu | 2 | backend gpu: not found, expected auto or one of vector, scalar, reference",
        "train mnist --data missing --backend gpu | 2 | backend gpu: not found",
        "train digits --threads 0 | 2 | threads=0, expected 1 to 1024",
        "train digits --patience 3 | 2 | add --val-fraction",
        "train digits --test-fraction 1 | 2 | expected 0 or more and less than 1",
        "train digits --checkpoint-every 5 | 2 | add --out DIR",
        "train digits --sampling odd | 2 | expected shuffle or with-replacement",
        "train digits --split missing.json | 1 | missing.json",
        "train digits --schedule magic:1 | 2 | \"magic:1\", expected one of constant, step:EPOCHS:FACTOR",
        "train digits --clip-norm 0 | 2 | limit 0.0, expected a finite number above 0",
        "train digits --clip-norm 1 --clip-value 1 | 2 | expected one of them",
        "train digits --seed x | 2 | 'x' is not a long",
        "train table:penguins#species --task auto --augment flip | 1 | Augment: examples of shape",
        "train digits --model rnn | 2 | --model rnn, expected softmax, mlp, cnn",
        "train digits --model cnn --hidden 3 | 2 | --hidden with --model cnn, expected a net that",
        "train digits --steps 0 | 2 | --steps 0, expected 1 or more",
        "train digits --report-every 0 | 2 | --report-every 0, expected 1 or more",
        "train digits --batch 0 | 2 | --batch 0, expected 1 to 1348",
        "train digits --batch full --sampling shuffle | 2 | expected one of them",
        "train digits --lr NaN | 2 | --lr NaN, expected a finite number above 0",
        "train digits --lr-decay 0 | 2 | --lr-decay 0.0, expected above 0 and at most 1",
        "train digits --reg -1 | 2 | --reg -1.0, expected a finite number, 0 or more",
        "train digits --optim momentum | 2 | --optim momentum, expected KEY=VALUE",
        "train digits --optim beta1=2 | 2 | optimizer adam: beta1=2.0, expected 0 to less than 1",
        "train digits --optim warp=1 | 2 | unknown option warp, expected one of [amsgrad, beta1",
        "train digits --hidden 1,x | 2 | 'x' is not an int",
        "train digits --hidden 33000000,60 | 1 | memory: training needs about",
        "train digits --dropout 1 | 2 | --dropout 1.0, expected 0 to less than 1",
        "train digits --norm maybe | 2 | --norm maybe, expected none, batch, batch-unbiased or layer",
        "train digits --loss huber:x | 2 | \"huber:x\", expected huber:DELTA",
        "train digits --split-seed x | 2 | 'x' is not a long",
        "train digits --val-fraction 0.1 --train-count 100 | 2 | --val-fraction with counts of rows, expected one of them; use --val-count",
        "train digits --header maybe | 2 | expected one of [YES, NO, AUTO]",
        "train digits --activation elu:NaN | 2 | parameter=NaN, expected a finite number above 0",
        "train digits --activation tanh:2 | 2 | \"tanh:2\", expected one of identity",
        "train digits --init normal:-1 | 2 | standard deviation -1.0, expected a finite number, 0 or more",
        "train digits --schedule step:0:1 | 2 | schedule step: epochs 0, expected 1 or more",
        "train digits --schedule cosine:x | 2 | cosine:x",
        "train digits --loss nll | 2 | --loss nll of a network that ends in logits",
        "train digits --clip-value -1 | 2 | limit -1.0, expected a finite number above 0",
        "train digits --class-weights 1,2 | 2 | one number for each of the 10 classes",
        "train digits --class-weights even | 2 | --class-weights even, expected balanced or one number",
        "train iris --class-weights 0,0,0 | 2 | 0 or more and not all 0",
        "train iris --class-weights 3,-1,0 | 2 | class weight -1.0, expected a finite number, 0 or more",
        "train digits --class-weights balanced --loss svm | 2 | --class-weights with --loss svm, expected --loss cross-entropy",
        "train digits --ignore-index 10 | 2 | digits: ignoring class 10, expected 0 to 9",
        "train digits --patience -1 | 2 | --patience -1, expected a finite number, 0 or more",
        "train digits --min-improvement 0.1 | 2 | add --patience",
        "train digits --min-improvement NaN --patience 1 --val-fraction 0.1 | 2 | --min-improvement NaN, expected a finite number",
        "train digits --checkpoint-every -1 | 2 | --checkpoint-every -1, expected a finite number, 0 or more",
        "train digits --checkpoint-epochs -1 | 2 | --checkpoint-epochs -1, expected a finite number, 0 or more",
        "train digits --checkpoint-epochs 5 | 2 | --checkpoint-epochs without --out, expected a folder; add --out DIR",
        "train digits --criterion best | 2 | --criterion best, expected val-accuracy or val-loss",
        "search digits --val-fraction 0.2 --random --checkpoint-epochs 3 | 2 | --checkpoint-epochs with a search, expected none",
        "train digits --resume | 2 | --resume without --out, expected a folder; add --out DIR",
        "train digits --val-fraction 1.5 | 2 | validation fraction 1.5, expected 0 or more and less than 1",
        "train digits --test-fraction 0.5 --val-fraction 0.5 | 2 | expected at least 1 row left to train; lower the fractions",
        "train digits --offset -1 | 2 | --offset -1, expected 0 or more",
        "train digits --offset 5000 | 2 | all of it within the 1348 training rows",
        "train digits --train-count 0 | 2 | expected 1 or more to train",
        "train digits --train-count 1300 --val-count 100 | 2 | --train-count 1300 and --val-count 100, expected",
        "train digits --val-count -2 | 2 | --val-count -2, expected 0 or more",
        "train digits --test-count 450 | 2 | --test-count 450, expected 0 to 449, the test rows",
        "train digits --split a.json --test-fraction 0.1 | 2 | expected one way to split",
        "train digits --split a.json --offset 1 | 2 | expected one way to split",
        "train mnist --data missing-folder | 1 | missing-folder holds no train-images-idx3-ubyte, expected it, plain or as .gz",
        "train cifar10 --data missing-folder | 1 | missing-folder holds no data_batch_1.bin, expected it, plain or as .gz",
        "train npz:missing.npz | 1 | missing.npz: cannot be read (no such file or directory)",
        "train npy:missing-folder | 1 | x.npy: cannot be read (no such file or directory)",
        "train digits --threads 2000 | 2 | threads=2000, expected 1 to 1024",
        "train digits --label-smoothing 2 | 2 | label smoothing 2.0, expected 0 to 1",
        "train digits --label-smoothing 0.1 --loss svm | 2 | expected --loss cross-entropy",
        "search digits --val-fraction 0.2 | 2 | search: neither --random nor --grid, expected one of them",
        "search digits | 2 | no validation rows, expected some to judge the trials by; add --val-fraction",
        "search digits --val-fraction 0.2 --space lr=normal:1:2 | 2 | mode \"normal\", expected one of [log, float, int, item]",
        "search digits --val-fraction 0.2 --space lr=log:2:1 | 2 | Space log: 2.0 to 1.0, expected finite bounds, lower first",
        "search digits --val-fraction 0.2 --space lr=log:1 | 2 | Space log: [1], expected two bounds",
        "search digits --val-fraction 0.2 --space hidden=int:a:b | 2 | Space int: \"a\", expected a number",
        "search digits --val-fraction 0.2 --space speed=log:1:2 | 2 | --space speed: unknown, expected one of lr, lr-decay",
        "search digits --val-fraction 0.2 --space activation=item:relu,foo | 2 | activation \"foo\", expected one of",
        "search digits --val-fraction 0.2 --grid hidden=8,0 | 2 | --hidden 0, expected widths of 1 or more",
        "search digits --val-fraction 0.2 --grid dropout=0,2 | 2 | --dropout 2.0, expected 0 to less than 1",
        "search digits --val-fraction 0.2 --grid batch=32,9999 | 2 | --batch 9999, expected 1 to 989",
        "search digits --val-fraction 0.2 --grid optimizer=sgd,magic | 2 | optimizer magic: unknown, expected one of",
        "search digits --val-fraction 0.2 --grid lr | 2 | --grid lr, expected NAME=A,B,...",
        "search digits --val-fraction 0.2 --random --checkpoint-every 3 | 2 | --checkpoint-every with a search, expected none",
        "search digits --val-fraction 0.2 --random --jobs x | 2 | 'x' is not an int",
        "search digits --random | 2 | search: no validation rows, expected some",
        "search digits --val-fraction 0.2 --grid lr=1 --space lr=log:1:2 | 2 | expected one of them",
        "search digits --val-fraction 0.2 --grid lr=1,fast | 2 | 'fast' is not a double",
        "search digits --val-fraction 0.2 --grid speed=1 | 2 | --grid speed: unknown, expected one of lr, lr-decay",
        "search digits --val-fraction 0.2 --grid lr=1 --trials 3 | 2 | --trials with --grid",
        "search digits --val-fraction 0.2 --space lr=1e-3 | 2 | --space lr=1e-3, expected MODE:VALUES",
        "search digits --val-fraction 0.2 --space lr=log:0:1 | 2 | lower bound 0.0, expected greater than 0",
        "search digits --val-fraction 0.2 --random --jobs 0 | 2 | --jobs 0, expected 1 or more",
        "search digits --val-fraction 0.2 --random --trials 0 | 2 | 0 trials, expected 1 or more",
        "train csv:missing.csv | 1 | missing.csv",
        "eval | 2 | Missing required parameter: 'DATASET'",
        "eval digits | 2 | Missing required option: '--model=FILE'",
        "eval digits --model m --no-such | 2 | Unknown option: '--no-such'",
        "eval digits --model m --seed x | 2 | 'x' is not a long",
        "predict rows.csv | 2 | Missing required option: '--model=FILE'",
        "inspect missing.safetensors | 1 | missing.safetensors: cannot be read (no such file or directory)",
        "eval digits --model missing.safetensors | 1 | missing.safetensors",
      })
  void isOneLineWithTheFix(String line, int code, String message) {
    CommandLineRun run = CommandLineRun.of(line.strip().split(" +"));

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.err()).contains(message.strip()).hasLineCount(1).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  /** What would be accepted and then do nothing, of every command. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train iris --data folder | --data with iris, expected a data set of files",
        "train iris --header no | --header with iris, expected a CSV file",
        "train npz:a.npz --header yes | --header with npz:a.npz, expected a CSV file",
        "train iris --optim learning_rate=0.5 | --optim learning_rate, expected it as --lr",
        "train iris --optim beta1=0.9,beta1=0.5 | --optim beta1 given twice, expected once",
        "train iris --optim beta1=0.9 --optim beta1=0.9 | --optim beta1 given twice",
        "train iris --optim momentum=0.9 | expected one of [amsgrad, beta1, beta2, bias_decay, epsilon, weight_decay]",
        "train iris --optim =1 | --optim =1, expected KEY=VALUE",
        "train iris --optim beta1= | --optim beta1=, expected KEY=VALUE",
        "train iris --optim beta1=high | --optim beta1=high, expected a number",
        "train iris --hidden , | --hidden without a width, expected 1 or more",
        "train iris --model softmax --activation tanh | --activation with --model softmax, expected no hidden layers",
        "train iris --model softmax --norm batch | --norm with --model softmax",
        "train iris --model softmax --dropout 0.5 | --dropout with --model softmax",
        "train iris --criterion val-loss | --criterion without validation rows, expected some; add",
        "train iris --overwrite | --overwrite without --out, expected a folder",
        "train iris --resume --overwrite --out no | --resume and --overwrite, expected one of them",
        "train iris --split-seed 1 --split a.json | --split-seed, expected a split whose rows are drawn",
        "train iris --lr 1 --lr 2 | option '--lr' (RATE) should be specified only once",
        "search iris --val-fraction 0.2 --random --report-every 5 | --report-every with a search, expected none",
        "search iris --val-fraction 0.2 --random --overwrite | --overwrite without --out",
        "search iris --val-fraction 0.2 --grid lr=1 --grid lr=2 | --grid lr given twice, expected once",
        "search iris --val-fraction 0.2 --space lr=log:1:2 --space lr=log:1:3 | --space lr given twice",
        "search iris --val-fraction 0.2 --model softmax --grid dropout=0,0.5 | --dropout with --model softmax",
        "eval iris --model m --all --seed 1 | --all with options of a split, expected one way",
        "eval iris --model m --all --test-fraction 0.5 | --all with options of a split, expected one way",
        "compare --stride 5 | --stride without --exhaustive, expected both",
      })
  void whatNothingUsesIsRefused(String line, String message) {
    assertWrongUsage(line, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train iris --lr 1f | '1f' is not a double",
        "train iris --lr 0x1p-3 | '0x1p-3' is not a double",
        "train iris --dropout .5d | '.5d' is not a double",
        "train iris --optim beta1=0x1p-1 | --optim beta1=0x1p-1, expected a number",
        "train iris --schedule step:5:0.5f | --schedule step:5:0.5f: 0.5f, expected a decimal number",
        "train iris --activation elu:1d | --activation elu:1d: 1d, expected a decimal number",
        "train iris --init normal:0x1p-3 | 0x1p-3, expected a decimal number",
        "train iris --loss huber:1f | 1f, expected a decimal number",
        "train iris --class-weights 1,1,1f | 1f, expected a decimal number",
        "search iris --val-fraction 0.2 --space lr=log:1e-3f:1 | 1e-3f, expected a decimal number",
        "search iris --val-fraction 0.2 --grid lr=1f | '1f' is not a double",
        "search iris --val-fraction 0.2 --random --trials 2000000000 | 2000000000 trials, expected at most 100000",
        "search iris --val-fraction 0.2 --trials 9 --space batch=int:1:1000 | expected 1 to 8",
        "train nope:x | data set \"nope:x\": unknown, expected one of digits",
        "train csv: | data set \"csv:\": unknown, expected one of digits",
        "train @arguments | data set \"@arguments\": unknown",
        "compare --backend gpu | backend gpu: not found, expected auto or one of",
        "compare --threads 5000 | threads=5000, expected 1 to 1024",
        "compare --exhaustive sin | --exhaustive sin, expected one of exp",
        "doctor --threads 0 | threads=0, expected 1 to 1024",
        "bench --backend gpu | --backend gpu, expected vector or scalar",
        "bench [ | NAME [, expected a regular expression",
        "race gemm --rounds 0 | --rounds: race: threads=1, rounds=0, expected 1 or more",
        "race gemm --against numpy | --against: race: peer 'numpy', expected one of",
        "train iris --out= | '' is no path, expected the name of a file or a folder",
      })
  void whatNoRunCouldUseIsWrongUsage(String line, String message) {
    assertWrongUsage(line, message);
  }

  private static void assertWrongUsage(String line, String message) {
    CommandLineRun run = CommandLineRun.of(line.strip().split(" +"));

    assertThat(run.err()).contains(message.strip()).hasLineCount(1);
    assertThat(run.code()).isEqualTo(Main.USAGE);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aHugeGridIsCountedAndNotUnrolled() {
    String many = "1,".repeat(2999) + "1";

    assertWrongUsage(
        "search iris --val-fraction 0.2 --grid lr="
            + many
            + " --grid reg="
            + many
            + " --grid dropout="
            + many,
        "27000000000 combinations, expected at most 100000");
  }

  @Test
  void anArgumentWithALineBreakIsShownOnOneLine() {
    for (String[] line :
        new String[][] {
          {"eval", "iris", "--model", "no\nsuch"},
          {"train", "iris", "--lr", "a\nb"},
          {"train", "iris", "--loss", "a\nb\u001b[0m"},
          {"train", "a\nb"}
        }) {
      CommandLineRun run = CommandLineRun.of(line);
      assertThat(run.code()).isNotZero();
      assertThat(run.err()).hasLineCount(1).doesNotContain("\u001b");
    }
  }

  @Test
  void nanInDataIsNamedByItsPlace() throws IOException {
    Path csv = folder.resolve("bad.csv");
    Files.writeString(csv, "a,b,label\n1,2,0\n3,NaN,1\n");

    CommandLineRun run = CommandLineRun.of("train", "csv:" + csv);

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("bad.csv").contains("NaN").hasLineCount(1);
  }

  @Test
  void noRowsAreRefused() throws IOException {
    Path csv = folder.resolve("empty.csv");
    Files.writeString(csv, "a,b,label\n");

    CommandLineRun run = CommandLineRun.of("train", "csv:" + csv);

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("empty.csv").hasLineCount(1);
  }

  @Test
  void aSplitOutOfRangeIsRefused() throws IOException {
    Path split = folder.resolve("split.json");
    Files.writeString(split, "{\"train\":[0,1,2],\"test\":[1797]}");

    CommandLineRun run = CommandLineRun.of("train", "digits", "--split", split.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("1797").hasLineCount(1);
  }

  @Test
  void aModelForOtherDataIsRefused() {
    CommandLineRun.of("train", "iris", "--epochs", "1", "--out", folder.toString());

    CommandLineRun run =
        CommandLineRun.of(
            "eval", "digits", "--model", folder.resolve("model.safetensors").toString());

    assertThat(run.code()).isEqualTo(Main.USAGE);
    assertThat(run.err()).contains("choose the data set iris").hasLineCount(1);
  }

  @Test
  void aTruncatedModelIsRefused() throws IOException {
    CommandLineRun.of("train", "iris", "--epochs", "1", "--out", folder.toString());
    Path model = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, java.util.Arrays.copyOf(whole, whole.length - 1));

    CommandLineRun run = CommandLineRun.of("inspect", model.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("model.safetensors").hasLineCount(1);
  }

  @Test
  void anOutFolderThatIsAFileIsRefusedBeforeTraining() throws IOException {
    Path file = Files.createFile(folder.resolve("occupied"));

    CommandLineRun run = CommandLineRun.of("train", "digits", "--out", file.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err())
        .contains("occupied: cannot be written (there is a file or a broken link of this name)")
        .hasLineCount(1);
    assertThat(Files.size(file)).isZero();
  }

  @Test
  void aDivergingRunNamesStepAndAdviceAndLeavesNoModel() {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "digits",
            "--optimizer",
            "sgd",
            "--lr",
            "1e30",
            "--normalize",
            "none",
            "--epochs",
            "3",
            "--out",
            folder.toString());

    assertThat(run.code()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("step").contains("learning rate").hasLineCount(1);
    assertThat(folder.resolve("model.safetensors")).doesNotExist();
  }
}
