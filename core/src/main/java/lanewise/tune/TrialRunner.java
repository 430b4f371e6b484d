package lanewise.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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
        trial.get();
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

  private void runUnlessClosed(int number) {
    if (begin()) {
      try {
        runTrial(number);
      } finally {
        end();
      }
    }
  }

  private synchronized boolean begin() {
    running += closed ? 0 : 1;
    return !closed;
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

  private void runTrial(int number) {
    Configuration configuration = configurations.get(number);
    long seed = seedOf(search.options().seed(), number);
    TrainingOptions options = search.options().toBuilder().seed(seed).restoreBest(true).build();
    try {
      Trainer trainer = experiment.prepare(configuration, options);
      TrainingResult result = trainer.run();
      Evaluation found = result.best();
      if (result.reason() == TrainingResult.Reason.INTERRUPTED) {
        return;
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
    } catch (TrainingDivergedException | InsufficientMemoryException failure) {
      add(
          new Trial(
              number,
              configuration,
              seed,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              0,
              failure.getMessage()),
          null);
    }
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
