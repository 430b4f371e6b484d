/** The page of results, generated from the files of race and JMH. */
@NullMarked
package lanewise.bench.results;

import org.jspecify.annotations.NullMarked;
