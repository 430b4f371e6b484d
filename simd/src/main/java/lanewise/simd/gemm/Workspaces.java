package lanewise.simd.gemm;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Idle workspaces, of which each running part of a product borrows one. */
final class Workspaces {
  private final AtomicReferenceArray<@Nullable Workspace> idle;

  Workspaces(int kept) {
    idle = new AtomicReferenceArray<>(kept);
  }

  /** An idle workspace, or a new one. */
  Workspace borrow() {
    for (int i = 0; i < idle.length(); i++) {
      Workspace found = idle.getAndSet(i, null);
      if (found != null) {
        return found;
      }
    }
    return new Workspace(this);
  }

  /** Takes a workspace back; one too many is left to the garbage collector. */
  void giveBack(Workspace workspace) {
    for (int i = 0; i < idle.length(); i++) {
      if (idle.compareAndSet(i, null, workspace)) {
        return;
      }
    }
  }
}
