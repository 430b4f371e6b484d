package lanewise.examples;

import java.nio.file.Path;
import lanewise.data.Augment;
import lanewise.data.Dataset;
import lanewise.data.TrainTest;
import lanewise.io.dataset.Datasets;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.nn.Value;
import lanewise.optim.Momentum;
import lanewise.optim.Schedules;

/** ResNet-20 on CIFAR-10: {@code ResidualNet FOLDER [EPOCHS]}. */
final class ResidualNet {
  private static final int BATCH = 128;

  private ResidualNet() {}

  static Value block(Value x, int channels, int stride) {
    Value y = x.conv(channels, 3).stride(stride).noBias().batchNorm().relu();
    y = y.conv(channels, 3).noBias().batchNorm();
    Value shortcut = stride == 1 ? x : x.conv(channels, 1).stride(stride).noBias().batchNorm();
    return y.add(shortcut).relu();
  }

  static Value scores() {
    Value image = Value.input(32, 32, 3); // height, width, channels
    Value x = image.conv(16, 3).noBias().batchNorm().relu();
    for (int channels : new int[] {16, 32, 64}) {
      for (int i = 0; i < 3; i++) {
        x = block(x, channels, i == 0 && channels > 16 ? 2 : 1);
      }
    }
    return x.globalAveragePool().dense(10);
  }

  static void main(String[] args) {
    TrainTest<Dataset> cifar = Datasets.cifar10(Path.of(args[0]));
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    long steps = (long) epochs * (cifar.train().size() / BATCH);
    Model model =
        Model.of(scores())
            .fit(
                cifar.train(),
                Training.epochs(epochs)
                    .batchSize(BATCH)
                    .threads(2)
                    .augment(Augment.flip().crop(4))
                    .optimizer(Momentum.of(0.1).weightDecay(5e-4))
                    .schedule(Schedules.cosine(steps, 0))
                    .progressBar(System.err));
    System.out.println(model.evaluate(cifar.test()));
  }
}
