package lanewise.simd;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import lanewise.kernel.Transpose;
import lanewise.simd.gemm.Gemm;
import lanewise.simd.gemm.RowEpilogue;
import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Prints for each of four threads how many bytes 1000 products on a one-thread pool allocate, after
 * many. To be run with {@code -Xbatch}.
 */
final class ConcurrentProductsProbe implements Callable<Long> {
  private static final int CALLERS = 4;
  private static final int SIDE = 70;
  private static final int WARM_UP_CALLS = 12_000;
  private static final int MEASURED_CALLS = 1000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(SIDE, SIDE));
  private final Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(SIDE, SIDE));
  private final Gemm gemm;
  private final CyclicBarrier meeting;
  private boolean meets;

  private ConcurrentProductsProbe(Gemm gemm, CyclicBarrier meeting) {
    this.gemm = gemm;
    this.meeting = meeting;
  }

  public static void main(String[] arguments) throws Exception {
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      CyclicBarrier meeting = new CyclicBarrier(CALLERS);
      List<FutureTask<Long>> tasks = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        FutureTask<Long> task = new FutureTask<>(new ConcurrentProductsProbe(gemm, meeting));
        tasks.add(task);
        Thread.ofPlatform().daemon().start(task);
      }
      for (FutureTask<Long> task : tasks) {
        System.out.println(task.get());
      }
    }
  }

  @Override
  public Long call() {
    RowEpilogue epilogue = this::finish;
    threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      multiply(epilogue);
    }
    // All within a product at once, so that there are as many workspaces, each as large as needed.
    meets = true;
    multiply(epilogue);
    multiply(epilogue);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MEASURED_CALLS; i++) {
      multiply(epilogue);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void multiply(RowEpilogue epilogue) {
    gemm.affine(x, Transpose.NO, x, null, epilogue, y);
  }

  private void finish(int count, float[] row, int at) {
    if (meets) {
      meets = false;
      try {
        meeting.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
