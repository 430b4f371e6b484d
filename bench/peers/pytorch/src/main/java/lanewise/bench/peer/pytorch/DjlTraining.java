package lanewise.bench.peer.pytorch;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import lanewise.bench.race.Contender;
import lanewise.bench.race.Inputs;
import lanewise.bench.race.Work;

/** A training step as DJL's own trainer takes it. */
final class DjlTraining implements Contender.Task {
  private final Work.Train work;
  private final NDManager scope;
  private final Model model;
  private final Trainer trainer;
  private final NDArray x;
  private final NDArray labels;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> initial = new ArrayList<>();

  DjlTraining(NDManager manager, Work.Train work) {
    this.work = work;
    scope = manager.newSubManager();
    var block = new SequentialBlock();
    for (int layer = 0; layer < work.layers(); layer++) {
      if (layer > 0) {
        block.add(Activation.reluBlock());
      }
      block.add(Linear.builder().setUnits(work.outputs(layer)).build());
    }
    model = Model.newInstance("race", scope.getDevice(), "PyTorch");
    model.setBlock(block);
    Tracker rate = Tracker.fixed((float) work.optimizer().rate());
    Optimizer optimizer =
        switch (work.optimizer()) {
          case SGD -> Optimizer.sgd().setLearningRateTracker(rate).build();
          case ADAM -> Optimizer.adam().optLearningRateTracker(rate).build();
        };
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(optimizer)
                .optDevices(new ai.djl.Device[] {scope.getDevice()}));
    trainer.initialize(new Shape(work.batch(), work.inputs(0)));
    x =
        scope.create(
            Inputs.floats(1, work.batch() * work.inputs(0), 1),
            new Shape(work.batch(), work.inputs(0)));
    labels = scope.create(Inputs.labels(work.batch(), work.classes()));
    collectParameters();
  }

  private void collectParameters() {
    int layer = 0;
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      NDArray array = parameter.getArray();
      weights.add(array);
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        int count = work.inputs(layer) * work.outputs(layer);
        initial.add(
            scope.create(
                Inputs.floats(10 + layer, count, work.weightScale(layer)), array.getShape()));
        layer++;
      } else {
        initial.add(scope.zeros(array.getShape()));
      }
    }
  }

  @Override
  public void reset() {
    for (int i = 0; i < weights.size(); i++) {
      initial.get(i).copyTo(weights.get(i));
    }
  }

  @Override
  public void run() {
    try (NDManager step = scope.newSubManager()) {
      step(step);
    }
  }

  private NDArray step(NDManager step) {
    NDArray loss;
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList outputs = trainer.forward(new NDList(x));
      outputs.attach(step);
      loss = trainer.getLoss().evaluate(new NDList(labels), outputs);
      loss.attach(step);
      collector.backward(loss);
    }
    trainer.step();
    return loss;
  }

  /** On a fresh trainer: the moments of the optimizer cannot be set back. */
  @Override
  public float[] result() {
    try (DjlTraining fresh = new DjlTraining(scope, work)) {
      return fresh.losses();
    }
  }

  private float[] losses() {
    reset();
    float[] losses = new float[Work.Train.CHECKED_STEPS];
    for (int i = 0; i < losses.length; i++) {
      try (NDManager step = scope.newSubManager()) {
        losses[i] = step(step).getFloat();
      }
    }
    return losses;
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
    scope.close();
  }
}
