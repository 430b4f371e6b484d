package lanewise.simd.gemm;

import java.util.Arrays;

/**
 * The workspaces of a backend, of which each running part of a product borrows one.
 *
 * <p>There are as many as were ever borrowed at once, and none is let go: callers who come at the
 * same time allocate nothing once as many have come before. A thread is given the one that it had
 * last, if it is free and no other was made since, for what is in its buffers' cache lines.
 */
final class GemmWorkspaces {
  /** Replaced when one is added, never written. */
  private volatile GemmWorkspace[] all = {};

  /** A free workspace, or a new one. */
  GemmWorkspace borrow() {
    GemmWorkspace[] known = all;
    int first = known.length < 2 ? 0 : (int) (Thread.currentThread().threadId() % known.length);
    for (int i = first; i < known.length; i++) {
      if (known[i].take()) {
        return known[i];
      }
    }
    for (int i = 0; i < first; i++) {
      if (known[i].take()) {
        return known[i];
      }
    }
    return add();
  }

  /** Takes a workspace back. */
  void giveBack(GemmWorkspace workspace) {
    workspace.release();
  }

  /** How many there are. */
  int count() {
    return all.length;
  }

  private synchronized GemmWorkspace add() {
    GemmWorkspace added = new GemmWorkspace(this);
    added.take();
    GemmWorkspace[] more = Arrays.copyOf(all, all.length + 1);
    more[more.length - 1] = added;
    all = more;
    return added;
  }
}
