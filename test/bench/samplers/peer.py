"""Curves and times of Optuna's samplers on the problems of a benchmarks.json, one JSON line each.

    python peer.py curves OPTUNA_PEER.PY BENCHMARKS.JSON SAMPLER TRIALS < pairs.json
    python peer.py times OPTUNA_PEER.PY BENCHMARKS.JSON SAMPLER PROBLEM 100,1000,10000 ASKS

`curves` reads [["branin", 0], …] (problem, seed) and prints the best value after each trial, and a few configs with
their values. `times` prints the median milliseconds of an ask after so many trials, which are added with random
configs. Formulas, spaces and samplers are those of optuna_peer.py. Needs: optuna, numpy.
"""
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path

what, script, benchmarks, sampler, *rest = sys.argv[1:]
spec = importlib.util.spec_from_file_location("optuna_peer", script)
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)
optuna = peer.optuna
problems = json.loads(Path(benchmarks).read_text())


def ask(study, problem):
    trial = study.ask()
    return trial, peer.suggest(trial, problem["space"])


def curve(problem, seed, trials):
    study = optuna.create_study(sampler=peer.sampler_of(sampler, seed))
    formula, best, values, first = peer.FORMULAS[problem["formula"]], float("inf"), [], []
    for number in range(trials):
        trial, config = ask(study, problem)
        value = formula(config)
        study.tell(trial, value)
        best = min(best, value)
        values.append(best)
        if number < 5:
            first.append([config, value])
    return values, first


def time_of(problem, count, asks):
    formula = peer.FORMULAS[problem["formula"]]
    source = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=count))
    for _ in range(count):
        trial, config = ask(source, problem)
        source.tell(trial, formula(config))
    study = optuna.create_study(sampler=peer.sampler_of(sampler, 1))
    study.add_trials(source.trials)
    times = []
    for _ in range(asks):
        begin = time.perf_counter()
        trial, config = ask(study, problem)
        times.append(time.perf_counter() - begin)
        study.tell(trial, formula(config))
    return 1000 * statistics.median(times)


if what == "curves":
    for name, seed in json.load(sys.stdin):
        values, first = curve(problems[name], seed, int(rest[0]))
        print(json.dumps({"sampler": sampler, "problem": name, "seed": seed, "curve": values, "first": first}), flush=True)
else:
    for count in map(int, rest[1].split(",")):
        print(json.dumps({"trials": count, "ms": time_of(problems[rest[0]], count, int(rest[2]))}), flush=True)
