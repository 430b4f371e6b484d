package lanewise.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lanewise.data.Normalizer;
import lanewise.feature.Features;
import lanewise.feature.TableEncoding;
import lanewise.io.JsonLines;
import lanewise.io.checkpoint.Checkpoint;
import lanewise.io.dataset.CsvFile;
import lanewise.io.dataset.CsvHeader;
import lanewise.io.dataset.DataHints;
import lanewise.io.dataset.Datasets;
import lanewise.io.dataset.IdxFile;
import lanewise.io.dataset.SplitFile;
import lanewise.io.tensors.Npy;
import lanewise.io.tensors.Npz;
import lanewise.io.tensors.SafeTensors;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets.Labels;
import lanewise.model.ModelFile;
import lanewise.model.SavedModel;
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.nn.Nets;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import lanewise.table.CsvOptions;
import lanewise.table.Table;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import lanewise.train.Trainer;
import lanewise.train.TrainerState;
import lanewise.train.TrainingEvent;
import lanewise.train.TrainingOptions;

/** All readers of this module, each with small files. */
final class Targets {
  private static final Shape EXAMPLE = Shape.of(2);
  private static final byte[] CSV =
      text("a,b,label\n1,2.5,x\n-3,4e2,\"y, z\"\n0.5,7,x\n8,9,\"y, z\"\n");
  private static final byte[] IDX_IMAGES = idx(0x08, new int[] {2, 2, 3}, new byte[12]);
  private static final byte[] IDX_LABELS = idx(0x08, new int[] {2}, new byte[] {3, 7});
  private static final byte[] IDX_FLOATS = idx(0x0D, new int[] {2, 2}, new byte[16]);
  private static final byte[] NPY_FLOATS =
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }", 32);
  private static final byte[] NPY_LABELS =
      npy("{'descr': '<i8', 'fortran_order': False, 'shape': (4,), }", 32);

  private final Backend backend;
  private final Path scratch;

  /**
   * @param scratch an empty folder for files that only Lanewise itself can make
   */
  Targets(Backend backend, Path scratch) {
    this.backend = backend;
    this.scratch = scratch;
  }

  List<Target> all() {
    List<Target> targets = new ArrayList<>();
    addTensors(targets);
    addDatasets(targets);
    addCsv(targets);
    addModels(targets);
    addTexts(targets);
    return List.copyOf(targets);
  }

  // ---------------------------------------------------------------- arrays

  private void addTensors(List<Target> targets) {
    Path file = scratch.resolve("plain.safetensors");
    new SafeTensors(
            new TreeMap<>(
                Map.of(
                    "fc1.weight", Tensor.zeros(DType.FLOAT32, Shape.of(2, 3)),
                    "fc1.bias", Tensor.zeros(DType.FLOAT64, Shape.of(3)))),
            new TreeMap<>(Map.of("key", "value")))
        .write(file);
    byte[] tensors = bytes(file);
    targets.add(
        target(
            "safetensors",
            "t.safetensors",
            tensors,
            folder -> SafeTensors.read(folder.resolve("t.safetensors")),
            Recipe.damaged(tensors),
            Recipe.mended(tensors, lengthOfHeader(tensors))));
    targets.add(
        target(
            "npy",
            "t.npy",
            NPY_FLOATS,
            folder -> {
              Path npy = folder.resolve("t.npy");
              Npy.open(npy).close();
              Npy.read(npy);
              Npy.read(npy, DType.FLOAT64);
            },
            Recipe.damaged(NPY_FLOATS),
            Recipe.mended(NPY_FLOATS, Targets::npyHeader),
            Recipe.mended(NPY_LABELS, Targets::npyHeader)));
    byte[] zip = zip(NPY_FLOATS, NPY_LABELS, ZipEntry.STORED);
    byte[] deflated = zip(NPY_FLOATS, NPY_LABELS, ZipEntry.DEFLATED);
    Target.Reader readsArchive =
        folder -> {
          Npz.readAll(folder.resolve("t.npz"));
          Datasets.load("npz:" + folder.resolve("t.npz"), null);
        };
    targets.add(
        target(
            "npz",
            "t.npz",
            zip,
            readsArchive,
            Recipe.damaged(zip),
            Recipe.damaged(deflated),
            directoryOf(zip),
            directoryOf(deflated)));
    targets.add(
        target(
            "npz with right checksums",
            "t.npz",
            deflated,
            readsArchive,
            Recipe.mended(NPY_FLOATS, npy -> zip(npyHeader(npy), NPY_LABELS, ZipEntry.DEFLATED)),
            Recipe.mended(NPY_FLOATS, npy -> zip(npyHeader(npy), NPY_LABELS, ZipEntry.STORED)),
            Recipe.mended(NPY_LABELS, npy -> zip(NPY_FLOATS, npyHeader(npy), ZipEntry.STORED)),
            Recipe.mended(NPY_LABELS, npy -> zip(NPY_FLOATS, npy, ZipEntry.DEFLATED))));
    targets.add(
        new Target(
            "npy folder",
            Map.of("x.npy", NPY_FLOATS, "y.npy", NPY_LABELS),
            List.of(
                new Target.Change("x.npy", Recipe.damaged(NPY_FLOATS)),
                new Target.Change("x.npy", Recipe.mended(NPY_FLOATS, Targets::npyHeader)),
                new Target.Change("y.npy", Recipe.damaged(NPY_LABELS)),
                new Target.Change("y.npy", Recipe.mended(NPY_LABELS, Targets::npyHeader))),
            folder -> Datasets.load("npy:" + folder, null)));
  }

  /** The header's length in front, as it is now that the header has another. */
  private static Recipe.Mend lengthOfHeader(byte[] good) {
    long header = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long data = good.length - Long.BYTES - header;
    return bytes -> {
      byte[] result = bytes.length < Long.BYTES ? good.clone() : bytes.clone();
      ByteBuffer.wrap(result)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(Math.max(0, result.length - Long.BYTES - data));
      return result;
    };
  }

  private static byte[] npy(String header, int data) {
    return npyHeader(
        ByteBuffer.allocate(10 + header.length() + 1 + data).put(10, text(header + "\n")).array());
  }

  /** Magic, version and the length of the header, which ends at the first end of a line. */
  private static byte[] npyHeader(byte[] bytes) {
    byte[] result = Arrays.copyOf(bytes, Math.max(10, bytes.length));
    int end = 10;
    while (end < result.length && result[end] != '\n') {
      end++;
    }
    boolean isShort = end - 9 < 1 << 16;
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    ByteBuffer start = ByteBuffer.allocate(isShort ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
    start.put(magic);
    if (isShort) {
      start.putShort((short) (end - 9));
    } else {
      start.put(6, (byte) 2).putInt(end - 9);
    }
    return Mutation.splice(result, 0, 10, start.array());
  }

  private static byte[] zip(byte[] x, byte[] y, int method) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("x.npy", x);
    entries.put("y.npy", y);
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        var entry = new ZipEntry(each.getKey());
        var crc = new CRC32();
        crc.update(each.getValue());
        entry.setMethod(method);
        entry.setTime(0);
        if (method == ZipEntry.STORED) {
          entry.setCrc(crc.getValue());
          entry.setSize(each.getValue().length);
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Mutants of the list of entries at the end alone. */
  private static Recipe directoryOf(byte[] zip) {
    int at = 0;
    while (zip[at] != 'P' || zip[at + 1] != 'K' || zip[at + 2] != 1 || zip[at + 3] != 2) {
      at++;
    }
    byte[] front = Arrays.copyOf(zip, at);
    return Recipe.mended(
        Arrays.copyOfRange(zip, at, zip.length),
        directory -> Mutation.splice(front, front.length, front.length, directory));
  }

  // ---------------------------------------------------------------- images

  private static void addDatasets(List<Target> targets) {
    targets.add(
        target(
            "idx",
            "t.idx",
            IDX_IMAGES,
            folder -> IdxFile.read(folder.resolve("t.idx")),
            Recipe.damaged(IDX_IMAGES),
            Recipe.damaged(IDX_FLOATS)));
    targets.add(
        target(
            "idx of labels",
            "t.idx",
            IDX_LABELS,
            folder -> IdxFile.readLabels(folder.resolve("t.idx")),
            Recipe.damaged(IDX_LABELS),
            Recipe.mended(IDX_LABELS, Targets::idxMagic)));
    byte[] gz = gzip(IDX_IMAGES);
    targets.add(
        target(
            "idx.gz",
            "t.idx.gz",
            gz,
            folder -> IdxFile.read(folder.resolve("t.idx.gz")),
            Recipe.damaged(gz),
            Recipe.mended(IDX_IMAGES, Targets::gzip)));
    targets.add(
        new Target(
            "mnist",
            Map.of(
                "train-images-idx3-ubyte", IDX_IMAGES,
                "train-labels-idx1-ubyte", IDX_LABELS,
                "t10k-images-idx3-ubyte", IDX_IMAGES,
                "t10k-labels-idx1-ubyte", IDX_LABELS),
            List.of(
                new Target.Change("train-images-idx3-ubyte", Recipe.damaged(IDX_IMAGES)),
                new Target.Change("t10k-images-idx3-ubyte", Recipe.damaged(IDX_IMAGES)),
                new Target.Change("train-labels-idx1-ubyte", Recipe.damaged(IDX_LABELS)),
                new Target.Change(
                    "t10k-labels-idx1-ubyte", Recipe.mended(IDX_LABELS, Targets::idxMagic))),
            folder -> Datasets.load("mnist", folder)));
    byte[] record = new byte[3073];
    Map<String, byte[]> batches = new LinkedHashMap<>();
    for (int batch = 1; batch <= 5; batch++) {
      batches.put("data_batch_" + batch + ".bin", record);
    }
    batches.put("test_batch.bin", record);
    byte[] names = text("airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n");
    batches.put("batches.meta.txt", names);
    targets.add(
        new Target(
            "cifar10",
            batches,
            List.of(
                new Target.Change("data_batch_2.bin", Recipe.damaged(record)),
                new Target.Change(
                    "test_batch.bin",
                    Recipe.mended(
                        record, bytes -> Arrays.copyOf(bytes, 3073 * (1 + bytes.length / 3073)))),
                new Target.Change("batches.meta.txt", Recipe.damaged(names))),
            folder -> Datasets.load("cifar10", folder)));
  }

  private static byte[] idx(int type, int[] dims, byte[] data) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + data.length);
    bytes.putInt(type << 8 | dims.length);
    for (int dim : dims) {
      bytes.putInt(dim);
    }
    return bytes.put(data).array();
  }

  /** Labels of unsigned bytes, as many as there are. */
  private static byte[] idxMagic(byte[] bytes) {
    byte[] result = Arrays.copyOf(bytes, Math.max(8, bytes.length));
    ByteBuffer.wrap(result).putInt(0x0801).putInt(result.length - 8);
    return result;
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  // ---------------------------------------------------------------- tables

  private static void addCsv(List<Target> targets) {
    byte[] features = text("a,b\n1,2\n3,4\n");
    List<Target.Reader> ways =
        List.of(
            folder -> CsvFile.read(folder.resolve("t.csv"), null),
            folder -> CsvFile.read(folder.resolve("t.csv"), "label"),
            folder ->
                CsvFile.read(
                    folder.resolve("t.csv"),
                    null,
                    new DataHints(CsvHeader.AUTO, List.of("x", "y, z"))),
            folder -> Datasets.load("csv:" + folder.resolve("t.csv") + "#label", null));
    for (int way = 0; way < ways.size(); way++) {
      targets.add(
          target("csv, way " + (way + 1), "t.csv", CSV, ways.get(way), Recipe.damaged(CSV)));
    }
    targets.add(
        target(
            "csv of features",
            "t.csv",
            features,
            folder -> CsvFile.readFeatures(folder.resolve("t.csv"), CsvHeader.AUTO),
            Recipe.damaged(features)));
    byte[] gz = gzip(CSV);
    targets.add(
        target(
            "csv.gz",
            "t.csv.gz",
            gz,
            folder -> CsvFile.read(folder.resolve("t.csv.gz"), null),
            Recipe.damaged(gz),
            Recipe.mended(CSV, Targets::gzip)));
  }

  // ---------------------------------------------------------------- models and checkpoints

  private void addModels(List<Target> targets) {
    Path file = scratch.resolve("model.safetensors");
    SavedModel.of(
            network(),
            new SoftmaxCrossEntropy(),
            new Normalizer.Standardize(
                Tensor.of(new float[] {1, 2}, 0, EXAMPLE),
                Tensor.of(new float[] {3, 4}, 0, EXAMPLE)),
            List.of("no", "yes"),
            new ModelFile.Provenance("0.1.0", 7, "tiny", Optional.of("{}")))
        .write(file);
    byte[] model = bytes(file);
    Target.Reader predicts = folder -> predict(folder.resolve("m.safetensors"));
    targets.add(
        target(
            "model",
            "m.safetensors",
            model,
            predicts,
            Recipe.damaged(model),
            Recipe.mended(model, lengthOfHeader(model))));
    targets.add(
        target(
            "forged model",
            "m.safetensors",
            model,
            predicts,
            ForgedContent.of(SafeTensors.read(file))));

    TrainerState state = state();
    Path saved = scratch.resolve("checkpoint.safetensors");
    new Checkpoint(new TreeMap<>(state.tensors()), new TreeMap<>(state.metadata())).save(saved);
    byte[] checkpoint = bytes(saved);
    Target.Reader restores = folder -> restore(folder.resolve("c.safetensors"));
    targets.add(
        target(
            "checkpoint",
            "c.safetensors",
            checkpoint,
            restores,
            Recipe.damaged(checkpoint),
            Recipe.mended(checkpoint, lengthOfHeader(checkpoint))));
    targets.add(
        target(
            "forged checkpoint",
            "c.safetensors",
            checkpoint,
            restores,
            ForgedContent.of(SafeTensors.read(saved))));
  }

  private Network network() {
    return Nets.of(EXAMPLE, 2, value -> value.batchNorm().relu(), 3).build(backend, 1);
  }

  private void predict(Path file) {
    ModelFile model = ModelFile.read(file);
    var predictor = SavedModel.predictor(model, backend);
    Tensor rows = backend.zeros(model.example().batch(2));
    predictor.scores(rows);
    predictor.classes(rows);
    if (predictor.link().hasProbabilities()) {
      predictor.probabilities(rows);
    }
  }

  private void restore(Path file) {
    Checkpoint loaded = Checkpoint.load(file).checkpoint();
    trainer(4).build().restore(new TrainerState(loaded.tensors(), loaded.metadata())).run();
  }

  /** The state of a run after two of its steps. */
  private TrainerState state() {
    List<TrainerState> states = new ArrayList<>();
    trainer(2)
        .listener(
            (event, run) -> {
              if (event instanceof TrainingEvent.CheckpointDue due) {
                states.add(due.state());
              }
            })
        .build()
        .run();
    return states.getLast();
  }

  private Trainer.Builder trainer(int steps) {
    return Trainer.of(
            network(),
            new SoftmaxCrossEntropy(),
            Adam.of(1e-3),
            Examples.of(backend.zeros(4, 2), Labels.of(0, 1, 1, 0)))
        .options(TrainingOptions.builder().batchSize(2).steps(steps).checkpointSteps(2).build());
  }

  // ---------------------------------------------------------------- texts

  private void addTexts(List<Target> targets) {
    byte[] split = text("{\"train\":[0,1,2],\"val\":[3],\"test\":[4,5]}\n");
    targets.add(
        target(
            "split",
            "split.json",
            split,
            folder -> SplitFile.read(folder.resolve("split.json"), 6),
            Recipe.damaged(split)));
    byte[] network = text(network().graph().toText());
    targets.add(
        target(
            "network description",
            "network.txt",
            network,
            folder ->
                Graph.parse(
                        new String(bytes(folder.resolve("network.txt")), StandardCharsets.UTF_8))
                    .build(backend, 0, Initializers.zeros()),
            Recipe.damaged(network)));
    addTables(targets);
    byte[] metrics = text("{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":\"NaN\"}\n");
    targets.add(
        target(
            "metrics",
            "metrics.jsonl",
            metrics,
            folder ->
                JsonLines.appendTo(
                        folder.resolve("metrics.jsonl"),
                        values -> values.get("step") instanceof Integer)
                    .close(),
            Recipe.damaged(metrics)));
  }

  // ---------------------------------------------------------------- tables

  private static void addTables(List<Target> targets) {
    String lines =
        "age,city,member,since\n41,\"Kiel, am Meer\",yes,2024-02-29\n,Bonn,no,\n3e1,NA,,2024-03-01\n";
    byte[] csv = text(lines);
    targets.add(
        target(
            "table of csv",
            "table.csv",
            csv,
            folder -> Table.readCsv(folder.resolve("table.csv")).describe(),
            Recipe.damaged(csv)));
    byte[] json = text("{\"age\":41,\"city\":\"Kiel\"}\n{\"age\":null,\"since\":\"2024-02-29\"}\n");
    targets.add(
        target(
            "table of json",
            "table.jsonl",
            json,
            folder -> Table.readJsonLines(folder.resolve("table.jsonl")).describe(),
            Recipe.damaged(json)));
    Table table =
        Table.readCsv(
            "table",
            new ByteArrayInputStream(text(lines + "50,Jena,yes,\n")),
            CsvOptions.defaults());
    Features features = Features.of(table, "member").embed("city", 2);
    byte[] encoding = text(features.encoding().fit(table.dropGaps("member")).toText());
    targets.add(
        target(
            "table encoding",
            "encoding.json",
            encoding,
            folder ->
                TableEncoding.parse(
                        "encoding",
                        new String(bytes(folder.resolve("encoding.json")), StandardCharsets.UTF_8))
                    .encode(table),
            Recipe.damaged(encoding)));
  }

  // ---------------------------------------------------------------- files

  private static Target target(
      String name, String file, byte[] whole, Target.Reader reader, Recipe... recipes) {
    return new Target(
        name,
        Map.of(file, whole),
        Arrays.stream(recipes).map(recipe -> new Target.Change(file, recipe)).toList(),
        reader);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
