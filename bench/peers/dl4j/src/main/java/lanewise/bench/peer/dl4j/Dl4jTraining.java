package lanewise.bench.peer.dl4j;

import lanewise.bench.race.Contender;
import lanewise.bench.race.Inputs;
import lanewise.bench.race.Work;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A training step as {@code MultiLayerNetwork.fit} takes it. */
final class Dl4jTraining implements Contender.Task {
  private final Work.Train work;
  private final INDArray x;
  private final INDArray labels;
  private MultiLayerNetwork network;

  Dl4jTraining(Work.Train work) {
    this.work = work;
    x =
        Nd4j.create(
            Inputs.floats(1, work.batch() * work.inputs(0), 1),
            new int[] {work.batch(), work.inputs(0)},
            'c');
    labels = Nd4j.zeros(work.batch(), work.classes());
    int[] classOf = Inputs.labels(work.batch(), work.classes());
    for (int row = 0; row < classOf.length; row++) {
      labels.putScalar(row, classOf[row], 1);
    }
    network = fresh();
  }

  private MultiLayerNetwork fresh() {
    IUpdater updater =
        switch (work.optimizer()) {
          case SGD -> new Sgd(work.optimizer().rate());
          case ADAM -> new Adam(work.optimizer().rate());
        };
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().updater(updater).list();
    for (int layer = 0; layer < work.layers(); layer++) {
      boolean last = layer == work.layers() - 1;
      layers.layer(
          last
              ? new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                  .nIn(work.inputs(layer))
                  .nOut(work.outputs(layer))
                  .activation(Activation.SOFTMAX)
                  .build()
              : new DenseLayer.Builder()
                  .nIn(work.inputs(layer))
                  .nOut(work.outputs(layer))
                  .activation(Activation.RELU)
                  .build());
    }
    MultiLayerConfiguration configuration = layers.build();
    MultiLayerNetwork fresh = new MultiLayerNetwork(configuration);
    fresh.init();
    setWeights(fresh);
    return fresh;
  }

  private void setWeights(MultiLayerNetwork target) {
    for (int layer = 0; layer < work.layers(); layer++) {
      int in = work.inputs(layer);
      int out = work.outputs(layer);
      INDArray weight =
          Nd4j.create(
              Inputs.floats(10 + layer, in * out, work.weightScale(layer)),
              new int[] {out, in},
              'c');
      target.getLayer(layer).getParam("W").assign(weight.transpose());
      target.getLayer(layer).getParam("b").assign(0);
    }
  }

  @Override
  public void reset() {
    setWeights(network);
  }

  @Override
  public void run() {
    network.fit(x, labels);
  }

  /** On a fresh network: the moments of the optimizer cannot be set back. */
  @Override
  public float[] result() {
    network = fresh();
    float[] losses = new float[Work.Train.CHECKED_STEPS];
    for (int i = 0; i < losses.length; i++) {
      network.fit(x, labels);
      losses[i] = (float) network.score();
    }
    return losses;
  }
}
