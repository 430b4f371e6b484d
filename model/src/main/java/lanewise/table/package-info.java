/** Tables as people have them: named columns of numbers, categories, truth values, dates, gaps. */
@NullMarked
package lanewise.table;

import org.jspecify.annotations.NullMarked;
