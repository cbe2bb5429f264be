"""What Optuna's samplers come to: a line of JSON a run, with the configs it tried in order.

    echo '{"zdt1": {...space...}}' | python peer.py tpe SEEDS TRIALS

The values are worked out by the program that reads the configs; here they are needed only to tell Optuna.
"""
import json
import math
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

BACKBONES = {
    "MobileNetV2-0.35": (0.41, 0.14),
    "MobileNetV2": (2.26, 0.1),
    "EfficientNetB0": (4.05, 0.085),
    "ResNet50": (23.6, 0.07),
    "InceptionResNetV2": (54.3, 0.062),
}


def zdt1(c):
    others = [value for name, value in c.items() if name != "x0"]
    g = 1 + 9 * sum(others) / len(others)
    return [c["x0"], g * (1 - math.sqrt(c["x0"] / g))]


def compromise(c):
    millions, least = BACKBONES[c["backbone"]]
    shift = {"adam": 0, "rmsprop": -0.2, "sgd": 1.2}[c["optimizer"]]
    depth, units = c["unfreezeDepth"], c["hiddenUnits"]
    rate = math.log10(c["learningRate"]) + 2.6 + 0.25 * math.log10(millions) - shift + 0.25 * depth
    error = least + 0.02 * rate**2 + 0.15 * (c["dropout"] - 0.1 * depth) ** 2 + 0.004 * (depth - 2) ** 2
    error += 0.03 * math.exp(-units / 200)
    error += 0.2 * (c["momentum"] - 0.9) ** 2 if c["optimizer"] == "sgd" else 0
    return [error, math.log10(1e6 * millions + units * 1300 + 2600)]


FORMULAS = {"zdt1": zdt1, "compromise": compromise}
SAMPLERS = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "nsga2": lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
    "nsga2-20": lambda seed: optuna.samplers.NSGAIISampler(seed=seed, population_size=20),
    "gp": lambda seed: optuna.samplers.GPSampler(seed=seed),
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
}


def suggest(trial, space):
    config = {}
    for name, p in space.items():
        if any(config.get(other) not in values for other, values in p.get("when", {}).items()):
            continue
        if "values" in p:
            config[name] = trial.suggest_categorical(name, p["values"])
        elif p.get("type") == "int":
            config[name] = trial.suggest_int(name, p["min"], p["max"])
        else:
            config[name] = trial.suggest_float(name, p["min"], p["max"], log=p.get("scale") == "log")
    return config


def main():
    sampler, seeds, trials = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for name, space in json.load(sys.stdin).items():
        for seed in range(seeds):
            study = optuna.create_study(directions=["minimize", "minimize"], sampler=SAMPLERS[sampler](seed))
            configs = []
            for _ in range(trials):
                trial = study.ask()
                config = suggest(trial, space)
                study.tell(trial, FORMULAS[name](config))
                configs.append(config)
            first = FORMULAS[name](configs[0])
            print(json.dumps({"problem": name, "seed": seed, "configs": configs, "first": first}), flush=True)


main()
