"""Rules of `race_lib.py` and `mixed.py` on replicates: reads [{"rule", "images", "trials": [trial][fold][epoch]}, …] a line
each, prints [folds, epochs, pick, complete] for each. Needs: numpy, scipy.

    python peer.py FOLDER_OF_RACE_LIB < replicates.ndjson
"""
import json
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import mixed
import race_lib as lib

RULES = {
    "blind": lambda: mixed.breadth2(rotate=True),
    "learning": lambda: mixed.depth2(delta=0.05, share=1, flat=True, pause=True),
    "wilcoxon": lambda: lib.depth(lib.r_wil),
    "forgiving": lambda: lib.depth(lib.r_forg),
    "anova": lambda: lib.anova_race(),
    "asha": lambda: lib.asha(),
    "oldMedian": lambda: lib.median_rule(),
}
for line in sys.stdin:
    task = json.loads(line)
    curves = np.array(task["trials"])
    with np.errstate(all="ignore"):
        folds, epochs, pick, full = RULES[task["rule"]]()(curves[:, :, -1], curves, np.arange(len(curves)), nval=task["images"])
    print(json.dumps([float(folds), float(epochs), int(pick), int(full)]), flush=True)
