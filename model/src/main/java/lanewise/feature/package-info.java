/** What turns the rows of a table into the numbers that a network takes, and its targets. */
@NullMarked
package lanewise.feature;

import org.jspecify.annotations.NullMarked;
