/** Training, evaluation and prediction: the loop, what it reports, and how it stops and resumes. */
@NullMarked
package lanewise.train;

import org.jspecify.annotations.NullMarked;
