/** Data sets by name and by file: embedded tables, IDX, CIFAR-10, CSV, npz, and split files. */
@NullMarked
package lanewise.io.dataset;

import org.jspecify.annotations.NullMarked;
