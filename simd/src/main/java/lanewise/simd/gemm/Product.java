package lanewise.simd.gemm;

import lanewise.simd.Lanes;
import lanewise.simd.parallel.ParallelTask;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One product C = A . B + beta * C, oriented so that vectors run along the columns of B: the
 * elements of A are broadcast, and A is read as it lies; B is read as it lies where its rows are
 * contiguous, else packed. Where it was cheaper to compute the transpose of the caller's product,
 * {@code cTransposed} says that C lies transposed, and bias and epilogue still belong to the rows
 * as they lie.
 *
 * <p>A part of the product is a rectangle of C. No part shares anything with another but what it
 * reads.
 */
final class Product implements ParallelTask {
  private static final float[] NONE = {};
  private static final BlockSizes SIZES = BlockSizes.HERE;

  /** Cycles between an FMA and the next of its chain. */
  private static final double FMA_LATENCY = 4;

  /** Cycles an element of packing with transposition. */
  private static final double TRANSPOSE_COST = 0.5;

  /** Cycles an element of a result that was computed transposed. */
  private static final double RESULT_COST = 1.5;

  /** The operands of op(A) . op(B) as the caller has them, to be set before {@link #orient}. */
  final Operand left = new Operand();

  final Operand right = new Operand();

  /** What a convolution reads in place of one of them. */
  final Patches patches = new Patches();

  private enum Reading {
    /** Two matrices. */
    MATRICES,
    /** Patches for A. */
    PATCHES_LEFT,
    /** Patches for B. */
    PATCHES_RIGHT
  }

  private final GemmWorkspaces workspaces;
  private Reading reading = Reading.MATRICES;
  private int m;
  private int tiles;
  private int n;
  private int k;
  float[] a = NONE;
  int aOffset;
  int lda;
  boolean aColumnMajor;
  private float[] b = NONE;
  private int bOffset;
  private int ldb;
  private boolean bTransposed;
  private float beta;
  private float[] c = NONE;
  private int cOffset;
  private int ldc;
  private boolean cTransposed;
  private float @Nullable [] bias;
  private int biasOffset;
  private @Nullable RowEpilogue epilogue;

  private int rowParts = 1;
  private int columnParts = 1;

  Product(GemmWorkspaces workspaces) {
    this.workspaces = workspaces;
  }

  /**
   * Takes the operands as {@link #left} and {@link #right} have them, op(left) (m, k) and op(right)
   * (k, n), and chooses along which of them vectors run.
   */
  void orient(int m, int n, int k) {
    this.k = k;
    reading = Reading.MATRICES;
    cTransposed =
        cost(n, m, k, !right.transposed, !left.transposed) + RESULT_COST * m * n
            < cost(m, n, k, left.transposed, right.transposed);
    if (cTransposed) {
      rows(n, right, !right.transposed);
      columns(m, left, !left.transposed);
    } else {
      rows(m, left, left.transposed);
      columns(n, right, right.transposed);
    }
  }

  /** Takes {@link #patches} (m, k) for A and {@link #right} for B. */
  void patchesLeft(int m, int n, int k) {
    this.k = k;
    reading = Reading.PATCHES_LEFT;
    cTransposed = false;
    rows(m, left, false);
    columns(n, right, right.transposed);
  }

  /** Takes {@link #left} for A and {@link #patches} (k, n) for B. */
  void patchesRight(int m, int n, int k) {
    this.k = k;
    reading = Reading.PATCHES_RIGHT;
    cTransposed = false;
    rows(m, left, left.transposed);
    columns(n, right, false);
  }

  private void rows(int m, Operand operand, boolean columnMajor) {
    this.m = m;
    this.tiles = ceilDiv(m, SIZES.mr());
    this.a = operand.array;
    this.aOffset = operand.offset;
    this.lda = operand.ld;
    this.aColumnMajor = columnMajor;
  }

  private void columns(int n, Operand operand, boolean transposed) {
    this.n = n;
    this.b = operand.array;
    this.bOffset = operand.offset;
    this.ldb = operand.ld;
    this.bTransposed = transposed;
  }

  /** Clock cycles that a product will about take on one thread. */
  private static double cost(int m, int n, int k, boolean aTransposed, boolean bTransposed) {
    int tiles = ceilDiv(m, SIZES.mr());
    double fmaCycles = SIZES.fmaCycles() * Tiles.VECTORS * m;
    double steps = Math.max(tiles * FMA_LATENCY, fmaCycles);
    double cycles = steps * ceilDiv(n, Panels.WIDTH) * k;
    if (bTransposed) {
      cycles += TRANSPOSE_COST * n * k;
    }
    if (!aTransposed && n >= SIZES.packing().columns()) {
      cycles += TRANSPOSE_COST * m * k;
    }
    return cycles;
  }

  /** Says where the result goes. */
  void result(float beta, float[] c, int cOffset, int ldc) {
    this.beta = beta;
    this.c = c;
    this.cOffset = cOffset;
    this.ldc = ldc;
  }

  /**
   * Says what is done to the result.
   *
   * @param first the element of the bias that belongs to the first column
   */
  void finish(@Nullable Tensor bias, int first, @Nullable RowEpilogue epilogue) {
    this.bias = bias == null ? null : bias.floats();
    this.biasOffset = bias == null ? 0 : bias.offset() + first;
    this.epilogue = epilogue;
  }

  /** How many parts the product falls into for so many threads. */
  int split(int threads) {
    rowParts = 1;
    columnParts = 1;
    if (threads > 1 && (long) m * n * k >= SIZES.parallelFlop()) {
      long best = Long.MAX_VALUE;
      // Of two splits as good the later loses: one that packs patches twice comes last.
      boolean fewRowParts = reading != Reading.PATCHES_LEFT;
      for (int i = 1; i <= threads; i++) {
        int r = fewRowParts ? i : threads + 1 - i;
        int s = threads / r;
        long share = (long) ceilDiv(tiles, r) * ceilDiv(panels(), s);
        if (share < best) {
          best = share;
          rowParts = Math.min(r, tiles);
          columnParts = Math.min(s, panels());
        }
      }
    }
    return rowParts * columnParts;
  }

  /** Lets go of the caller's arrays. */
  void clear() {
    left.clear();
    right.clear();
    patches.clear();
    a = NONE;
    b = NONE;
    c = NONE;
    bias = null;
    epilogue = null;
  }

  private int panels() {
    return ceilDiv(n, Panels.WIDTH);
  }

  /** Rows of A and of the result. */
  int rows() {
    return m;
  }

  /**
   * The first row of a tile: rows are dealt out evenly, so that no tile is much smaller than the
   * others.
   */
  int tileStart(int tile) {
    return (int) ((long) tile * m / tiles);
  }

  /** The first step of k of a block: even ones, which the microkernels take two at a time. */
  private int blockStart(int block, int blocks) {
    return block == blocks ? k : (int) ((long) block * k / blocks) & -2;
  }

  @Override
  public void run(int part) {
    GemmWorkspace workspace = workspaces.borrow();
    try {
      int row = part / columnParts;
      int column = part % columnParts;
      multiply(
          workspace,
          (int) ((long) row * tiles / rowParts),
          (int) ((long) (row + 1) * tiles / rowParts),
          (int) ((long) column * panels() / columnParts) * Panels.WIDTH,
          Math.min(n, (int) ((long) (column + 1) * panels() / columnParts) * Panels.WIDTH));
    } finally {
      workspace.strips.clear();
      workspaces.giveBack(workspace);
    }
  }

  /** All of a product that is not split, with the buffers of the workspace that it belongs to. */
  void runWhole(GemmWorkspace workspace) {
    try {
      multiply(workspace, 0, tiles, 0, n);
    } finally {
      workspace.strips.clear();
    }
  }

  private void multiply(GemmWorkspace workspace, int firstTile, int endTile, int j0, int j1) {
    int i0 = tileStart(firstTile);
    int i1 = tileStart(endTile);
    if (m == 1 && reading == Reading.MATRICES && (!cTransposed || ldc == 1)) {
      multiplyVector(j0, j1);
      return;
    }
    if (!cTransposed) {
      Rows.scale(i1 - i0, j1 - j0, beta, c, cOffset + i0 * ldc + j0, ldc);
      multiplyInto(workspace, firstTile, endTile, j0, j1, c, cOffset + i0 * ldc + j0, ldc, false);
      return;
    }
    int ld = ceilDiv(j1 - j0, Panels.WIDTH) * Panels.WIDTH;
    float[] result = workspace.result((i1 - i0) * ld);
    int at = cOffset + j0 * ldc + i0;
    if (beta != 0f) {
      Rows.scale(j1 - j0, i1 - i0, beta, c, at, ldc);
      Transposer.transpose(j1 - j0, i1 - i0, c, at, ldc, result, 0, ld);
    }
    multiplyInto(workspace, firstTile, endTile, j0, j1, result, 0, ld, true);
    Transposer.transpose(i1 - i0, j1 - j0, result, 0, ld, c, at, ldc);
    finish(j1 - j0, i1 - i0, i0, c, at, ldc);
  }

  private void multiplyVector(int j0, int j1) {
    int at = cOffset + j0;
    int n = j1 - j0;
    int incx = aColumnMajor ? lda : 1;
    if (beta == 0f) {
      Rows.clear(1, n, c, at, n);
    } else {
      Rows.scale(1, n, beta, c, at, n);
    }
    if (bTransposed) {
      Gemv.columns(n, k, a, aOffset, incx, b, bOffset + j0 * ldb, ldb, c, at);
    } else {
      Gemv.rows(n, k, a, aOffset, incx, b, bOffset + j0, ldb, c, at);
    }
    if (cTransposed) {
      finish(n, 1, 0, c, at, 1);
    } else {
      finish(1, n, j0, c, at, n);
    }
  }

  private void multiplyInto(
      GemmWorkspace workspace,
      int firstTile,
      int endTile,
      int j0,
      int j1,
      float[] out,
      int outOffset,
      int ldo,
      boolean padded) {
    int rows = tileStart(endTile) - tileStart(firstTile);
    if (reading != Reading.MATRICES || bTransposed || SIZES.packing().panelsPay(rows, ldb)) {
      multiplyPanels(workspace, firstTile, endTile, j0, j1, out, outOffset, ldo, padded);
    } else {
      multiplyInPlace(workspace, firstTile, endTile, j0, j1, out, outOffset, ldo, padded);
    }
  }

  /** Packs blocks of B into panels, and A too where that pays. */
  private void multiplyPanels(
      GemmWorkspace workspace,
      int firstTile,
      int endTile,
      int j0,
      int j1,
      float[] out,
      int outOffset,
      int ldo,
      boolean padded) {
    int i0 = tileStart(firstTile);
    boolean packA = aColumnMajor || j1 - j0 >= SIZES.packing().columns();
    boolean patchesLeft = reading == Reading.PATCHES_LEFT;
    int blocks = Math.max(1, ceilDiv(k, SIZES.kc()));
    int mc = patchesLeft ? SIZES.patchRows(ceilDiv(k, blocks)) : SIZES.mc();
    int rowBlocks = ceilDiv(endTile - firstTile, mc / SIZES.mr());
    int tilesABlock = ceilDiv(endTile - firstTile, rowBlocks);
    Strips strips = workspace.strips;
    for (int t0 = firstTile; t0 < endTile; t0 += tilesABlock) {
      int t1 = Math.min(endTile, t0 + tilesABlock);
      for (int block = 0; block < blocks; block++) {
        int pc = blockStart(block, blocks);
        int kc = blockStart(block + 1, blocks) - pc;
        if (patchesLeft) {
          strips.patches(this, t0, t1, pc, kc, packA);
        } else if (packA) {
          strips.pack(this, t0, t1, pc, kc);
        } else {
          strips.inPlace(this, pc, true);
        }
        boolean fromZero = block == 0 && beta == 0f;
        int nc = SIZES.panels(kc) * Panels.WIDTH;
        for (int jc = j0; jc < j1; jc += nc) {
          int jEnd = Math.min(j1, jc + nc);
          float[] panels = workspace.panels(ceilDiv(jEnd - jc, Panels.WIDTH) * Panels.WIDTH * kc);
          if (reading == Reading.PATCHES_RIGHT) {
            patches.panels(
                pc,
                kc,
                jc,
                jEnd - jc,
                panels,
                workspace.row((Patches.ROWS + 1) * Patches.distance(nc)));
          } else if (bTransposed) {
            Panels.transpose(kc, jEnd - jc, b, bOffset + jc * ldb + pc, ldb, panels);
          } else {
            Panels.copy(kc, jEnd - jc, b, bOffset + pc * ldb + jc, ldb, panels);
          }
          for (int t = t0; t < t1; t++) {
            int i = tileStart(t);
            strips.select(t, i, tileStart(t + 1) - i, kc);
            int row = outOffset + (i - i0) * ldo - j0;
            for (int j = jc; j < jEnd; j += Panels.WIDTH) {
              int width = padded ? Panels.WIDTH : jEnd - j;
              int panel = (j - jc) * kc;
              tile(workspace, panels, panel, Panels.WIDTH, fromZero, out, row + j, ldo, width);
            }
          }
          if (!padded && block == blocks - 1) {
            int start = tileStart(t0);
            int at = outOffset + (start - i0) * ldo + jc - j0;
            finish(tileStart(t1) - start, jEnd - jc, jc, out, at, ldo);
          }
        }
      }
    }
  }

  /** Reads A and B as they lie; only columns that do not fill a panel are packed. */
  private void multiplyInPlace(
      GemmWorkspace workspace,
      int firstTile,
      int endTile,
      int j0,
      int j1,
      float[] out,
      int outOffset,
      int ldo,
      boolean padded) {
    int i0 = tileStart(firstTile);
    int blocks = Math.max(1, ceilDiv(k, SIZES.kc()));
    Strips strips = workspace.strips;
    for (int j = j0; j < j1; j += Panels.WIDTH) {
      int columns = Math.min(Panels.WIDTH, j1 - j);
      int width = padded ? Panels.WIDTH : columns;
      for (int block = 0; block < blocks; block++) {
        int pc = blockStart(block, blocks);
        int kc = blockStart(block + 1, blocks) - pc;
        strips.inPlace(this, pc, false);
        boolean fromZero = block == 0 && beta == 0f;
        float[] panel = b;
        int panelOffset = bOffset + pc * ldb + j;
        int ldp = ldb;
        if (columns < Panels.WIDTH) {
          panel = workspace.panels(Panels.WIDTH * kc);
          Panels.copy(kc, columns, b, panelOffset, ldb, panel);
          panelOffset = 0;
          ldp = Panels.WIDTH;
        }
        int i = i0;
        for (int t = firstTile; t < endTile; t++) {
          int end = tileStart(t + 1);
          strips.select(t, i, end - i, kc);
          int at = outOffset + (i - i0) * ldo + j - j0;
          tile(workspace, panel, panelOffset, ldp, fromZero, out, at, ldo, width);
          i = end;
        }
      }
      if (!padded) {
        finish(tileStart(endTile) - i0, columns, j, out, outOffset + j - j0, ldo);
      }
    }
  }

  /**
   * Runs the chosen tile through one panel, of which only the first {@code width} columns belong to
   * C if it is not a full one.
   */
  private static void tile(
      GemmWorkspace workspace,
      float[] panel,
      int panelOffset,
      int ldp,
      boolean fromZero,
      float[] out,
      int outOffset,
      int ldo,
      int width) {
    Strips strips = workspace.strips;
    if (width >= Panels.WIDTH) {
      strips.multiply(panel, panelOffset, ldp, fromZero, out, outOffset, ldo);
      return;
    }
    boolean narrow = width <= Lanes.LENGTH && strips.ofPanels();
    if (narrow && width == Lanes.LENGTH) {
      strips.multiplyNarrow(panel, panelOffset, fromZero, out, outOffset, ldo);
      return;
    }
    float[] edge = workspace.edge;
    int rows = strips.rows();
    if (!fromZero) {
      Rows.copy(rows, width, out, outOffset, ldo, edge, 0, Panels.WIDTH);
    }
    if (narrow) {
      strips.multiplyNarrow(panel, panelOffset, fromZero, edge, 0, Panels.WIDTH);
    } else {
      strips.multiply(panel, panelOffset, ldp, fromZero, edge, 0, Panels.WIDTH);
    }
    Rows.copy(rows, width, edge, 0, Panels.WIDTH, out, outOffset, ldo);
  }

  /** Adds the bias to finished rows of C and runs the epilogue over them. */
  private void finish(int rows, int count, int column, float[] out, int outOffset, int ldo) {
    float[] addend = bias;
    RowEpilogue last = epilogue;
    if (last == null && addend == null) {
      return;
    }
    // Rows without gaps are one.
    boolean whole = count == ldo;
    for (int i = 0; i < rows; i++) {
      int at = outOffset + i * ldo;
      if (addend != null) {
        Rows.add(count, addend, biasOffset + column, out, at);
      }
      if (last != null && !whole) {
        last.apply(count, out, at);
      }
    }
    if (last != null && whole) {
      last.apply(rows * count, out, outOffset);
    }
  }

  private static int ceilDiv(int x, int y) {
    return Math.ceilDiv(x, y);
  }
}
