package lanewise.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lanewise.nn.Network;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.train.Evaluation;
import lanewise.train.InsufficientMemoryException;
import lanewise.train.Trainer;
import lanewise.train.TrainingDivergedException;
import lanewise.train.TrainingOptions;
import lanewise.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/** Runs the trials of one search and keeps the best network. */
final class TrialRunner {
  private final Search search;
  private final Experiment experiment;
  private final SearchListener listener;
  private final List<Configuration> configurations;
  private final List<Trial> done = new ArrayList<>();
  private @Nullable Trial best;
  private @Nullable Network bestNetwork;
  private int running;
  private boolean closed;

  TrialRunner(Search search, Experiment experiment, SearchListener listener) {
    this.search = search;
    this.experiment = experiment;
    this.listener = listener;
    this.configurations = search.configurations();
  }

  /** The seed of a trial: a function of the search's seed and the trial's number. */
  static long seedOf(long searchSeed, int number) {
    return streamOf(searchSeed, number).split(0).nextLong();
  }

  /** The stream of all that is random about a trial. */
  static SeededRandom streamOf(long searchSeed, int number) {
    return new SeededRandom(searchSeed).split(number);
  }

  SearchResult runHere() {
    for (int i = 0; i < configurations.size() && !Thread.currentThread().isInterrupted(); i++) {
      runTrial(i);
    }
    return result();
  }

  SearchResult runOn(ExecutorService executor) {
    List<Future<?>> trials = new ArrayList<>();
    try {
      for (int i = 0; i < configurations.size(); i++) {
        int number = i;
        trials.add(executor.submit(() -> runUnlessClosed(number)));
      }
      for (Future<?> trial : trials) {
        await(trial, executor);
      }
    } catch (RejectedExecutionException refused) {
      throw new SearchException(
          "Search: the executor took "
              + trials.size()
              + " of "
              + configurations.size()
              + " trials, expected all; give it room for them and shut it down after the search",
          refused);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof LanewiseException known
          ? known
          : new SearchException("Search: a trial failed: " + failed.getCause(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      close(trials);
    }
    return result();
  }

  /** What an executor has dropped never ends by itself. */
  private static void await(Future<?> trial, ExecutorService executor)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        trial.get(1, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException runs) {
        if (executor.isTerminated() && !trial.isDone()) {
          throw new SearchException(
              "Search: the executor was shut down before all trials had run, expected it to take"
                  + " them all; shut it down after the search",
              runs);
        }
      }
    }
  }

  private void runUnlessClosed(int number) {
    if (begin()) {
      try {
        if (runTrial(number) == TrainingResult.Reason.INTERRUPTED && !isClosed()) {
          addFailed(
              number,
              "Search: trial "
                  + number
                  + ": its thread was interrupted, expected none but the thread of the search to be");
        }
      } finally {
        end();
      }
    }
  }

  private synchronized boolean begin() {
    running += closed ? 0 : 1;
    return !closed;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void end() {
    running--;
    notifyAll();
  }

  /** A cancelled future says nothing of its thread, so the trials themselves are waited for. */
  private void close(List<Future<?>> trials) {
    synchronized (this) {
      closed = true;
    }
    trials.forEach(trial -> trial.cancel(true));
    boolean interrupted = Thread.interrupted();
    synchronized (this) {
      while (running > 0) {
        try {
          wait();
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why the trial ended; null if it failed. */
  private TrainingResult.@Nullable Reason runTrial(int number) {
    Configuration configuration = configurations.get(number);
    long seed = seedOf(search.options().seed(), number);
    TrainingOptions options = search.options().toBuilder().seed(seed).restoreBest(true).build();
    try {
      Trainer trainer = experiment.prepare(configuration, options);
      TrainingResult result = trainer.run();
      Evaluation found = result.best();
      if (result.reason() == TrainingResult.Reason.INTERRUPTED) {
        return result.reason();
      }
      if (found == null) {
        throw new SearchException(
            "Search: trial "
                + number
                + " has no validation result, expected a trainer with validation examples");
      }
      add(
          new Trial(
              number,
              configuration,
              seed,
              trainer.criterion().score(found),
              found.trainAccuracy(),
              found.valAccuracy(),
              found.valLoss(),
              result.epochs(),
              null),
          trainer.network());
      return result.reason();
    } catch (TrainingDivergedException | InsufficientMemoryException failure) {
      addFailed(number, failure.getMessage());
      return null;
    }
  }

  private void addFailed(int number, @Nullable String failure) {
    add(
        new Trial(
            number,
            configurations.get(number),
            seedOf(search.options().seed(), number),
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            0,
            failure),
        null);
  }

  private synchronized void add(Trial trial, @Nullable Network network) {
    done.add(trial);
    if (trial.betterThan(best)) {
      best = trial;
      bestNetwork = network;
    }
    listener.trialDone(trial, best, done.size(), configurations.size());
  }

  private synchronized SearchResult result() {
    List<Trial> ordered = new ArrayList<>(done);
    ordered.sort(Comparator.comparingInt(Trial::number));
    return new SearchResult(ordered, best, bestNetwork);
  }
}
