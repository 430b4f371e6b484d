/**
 * What the exercises of Stanford CS231n (assignments 1 and 2) are written in: layers and losses as
 * functions, the fully connected nets, the Solver.
 */
@NullMarked
package lanewise.course;

import org.jspecify.annotations.NullMarked;
