/**
 * Benchmarks of one kernel at a time, with the backend as a parameter; {@link
 * lanewise.bench.jmh.Benchmarks} runs them.
 */
@NullMarked
package lanewise.bench.jmh;

import org.jspecify.annotations.NullMarked;
