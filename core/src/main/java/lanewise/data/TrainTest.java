package lanewise.data;

/**
 * Two parts of some data.
 *
 * @param train what a model is trained on
 * @param test what it is judged by
 */
public record TrainTest<T>(T train, T test) {}
