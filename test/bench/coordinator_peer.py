"""What Optuna's storages cost a trial: three parameters, a value, and so many intermediate values at which the median
pruner is asked. Prints one line of JSON a storage, milliseconds of wall and processor time.

    python coordinator_peer.py TRIALS REPORTS
"""

import json
import os
import sys
import tempfile
import time

import optuna
from optuna.storages import InMemoryStorage, JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

trials, reports = int(sys.argv[1]), int(sys.argv[2])
optuna.logging.set_verbosity(optuna.logging.ERROR)
folder = tempfile.mkdtemp()
storages = {
    "memory": lambda: InMemoryStorage(),
    "journal": lambda: JournalStorage(JournalFileBackend(os.path.join(folder, "journal.log"))),
    "sqlite": lambda: RDBStorage(f"sqlite:///{folder}/optuna.db"),
}


def objective(trial):
    trial.suggest_float("learningRate", 1e-5, 1e-1, log=True)
    trial.suggest_float("dropout", 0, 0.6)
    trial.suggest_categorical("batchSize", [16, 32, 64])
    for step in range(reports):
        trial.report(0.9 - 0.5 / (step + 2), step)
        trial.should_prune()
    return 0.8


for name, create in storages.items():
    study = optuna.create_study(
        storage=create(),
        direction="maximize",
        sampler=optuna.samplers.RandomSampler(seed=1),
        pruner=optuna.pruners.MedianPruner(),
    )
    wall, cpu = time.perf_counter(), time.process_time()
    study.optimize(objective, n_trials=trials)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"storage": name, "wall": 1e3 * wall / trials, "cpu": 1e3 * cpu / trials}), flush=True)
