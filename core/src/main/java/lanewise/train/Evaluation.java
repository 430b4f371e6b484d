package lanewise.train;

/**
 * What a network was worth at one moment of its training.
 *
 * @param step the number of updates made before
 * @param epoch the number of epochs completed before
 * @param trainLoss the mean of the step losses since the evaluation before this one
 * @param trainAccuracy on (a sample of) the training examples; NaN if it was not measured
 * @param valAccuracy on the validation examples; NaN if there are none, or none with a label
 * @param valLoss on the validation examples, without regularisation; NaN if there are none
 */
public record Evaluation(
    long step,
    long epoch,
    double trainLoss,
    double trainAccuracy,
    double valAccuracy,
    double valLoss) {}
