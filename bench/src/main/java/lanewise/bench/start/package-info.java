/**
 * How long a fresh JVM takes to its first training step, and what of that is start-up and warm-up.
 *
 * <p>{@link lanewise.bench.start.StartMeasurement} starts JVMs with this one's flags and class
 * path, one after another; each runs {@link lanewise.bench.start.StartWorkload}, which notes when
 * it had come how far ({@link lanewise.bench.start.Timeline}); {@link
 * lanewise.bench.start.StartReport} has the medians.
 */
@NullMarked
package lanewise.bench.start;

import org.jspecify.annotations.NullMarked;
