/** Deeplearning4j as a contender of the race. */
@NullMarked
package lanewise.bench.peer.dl4j;

import org.jspecify.annotations.NullMarked;
