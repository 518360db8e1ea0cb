#!/usr/bin/env python3
"""Loads an exported model in XGBoost's Python package and prints its predictions for the rows of an
exported matrix: learn-load.py MODEL.json MATRIX.csv"""
import sys

import numpy
import xgboost

booster = xgboost.Booster(model_file=sys.argv[1])
rows = numpy.genfromtxt(sys.argv[2], delimiter=",", skip_header=1, filling_values=numpy.nan)
matrix = xgboost.DMatrix(rows[:, 2:].astype(numpy.float32), feature_names=booster.feature_names)
for p in booster.predict(matrix):
    print("%.9g" % p)
