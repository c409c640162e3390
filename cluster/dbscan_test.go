package cluster

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/rng"
)

// plainDBSCAN is the definition, pair by pair.
func plainDBSCAN(x *mat.Dense, c DBSCAN, weight []float64) (labels []int, cores []int) {
	return plainLabels(plainDistances(x, c.Metric), newBall(c.Metric, c.Eps).limit, c.MinPoints, weight)
}

// plainDistances returns the distances of all pairs, for Euclidean their
// squares.
func plainDistances(x *mat.Dense, metric Metric) [][]float64 {
	if newBall(metric, 1).name == "euclidean" {
		metric = SquaredEuclidean{}
	}
	n, _ := x.Dims()
	d := make([][]float64, n)
	for i := range d {
		d[i] = make([]float64, n)
		for j := range i + 1 {
			d[i][j] = metric.Distance(x.RawRowView(i), x.RawRowView(j))
			d[j][i] = d[i][j]
		}
	}
	return d
}

func plainLabels(d [][]float64, limit float64, points int, weight []float64) (labels []int, cores []int) {
	n := len(d)
	near := func(i, j int) bool { return d[i][j] <= limit }
	core := make([]bool, n)
	cores = []int{}
	for i := range n {
		sum := 0.0
		for j := range n {
			if near(i, j) {
				sum += weightOf(weight, j)
			}
		}
		if core[i] = sum >= float64(points); core[i] {
			cores = append(cores, i)
		}
	}
	labels = make([]int, n)
	for i := range labels {
		labels[i] = -1
	}
	count := 0
	for _, i := range cores {
		if labels[i] >= 0 {
			continue
		}
		labels[i] = count
		for todo := []int{i}; len(todo) > 0; {
			p := todo[0]
			todo = todo[1:]
			for _, q := range cores {
				if labels[q] < 0 && near(p, q) {
					labels[q] = count
					todo = append(todo, q)
				}
			}
		}
		count++
	}
	for i := range n {
		if core[i] {
			continue
		}
		for _, j := range cores {
			if near(i, j) && (labels[i] < 0 || labels[j] < labels[i]) {
				labels[i] = labels[j]
			}
		}
	}
	return labels, cores
}

func fitDBSCAN(t testing.TB, c DBSCAN, x mat.Matrix) *DBSCANModel {
	t.Helper()
	m, err := c.Fit(t.Context(), x)
	require.NoError(t, err)
	return m
}

// clumps returns rows in clumps, lines, duplicates and noise.
func clumps(seed uint64, n, d int) *mat.Dense {
	s := rng.New(seed, 7)
	x := mat.NewDense(n, d, nil)
	for i := range n {
		row := x.RawRowView(i)
		for j := range row {
			switch i % 5 {
			case 0, 1: // clumps
				row[j] = float64(i%3)*4 + s.NormFloat64()
			case 2: // a line
				row[j] = float64(i) / float64(n) * 9
			case 3: // noise
				row[j] = 14*s.Float64() - 3
			default: // on a lattice, so many are at exactly the same distance
				row[j] = float64(s.IntN(5))
			}
		}
	}
	return x
}

// ways are the ways to do a fit.
var ways = map[string]func(f *dbscanFit, ctx context.Context) error{
	"cells": (*dbscanFit).byCells,
	"tree":  (*dbscanFit).byTree,
	"pairs": (*dbscanFit).byPairs,
	"tiles": func(f *dbscanFit, ctx context.Context) error {
		if f.ball.form == formOther {
			return f.byDirections(ctx)
		}
		fr, err := newFrame(ctx, f.rows, 0)
		if err != nil {
			return err
		}
		k, _, err := f.inTree(ctx, f.rows, fr, nil)
		f.index = coreIndex{tree: k}
		return err
	},
}

func TestDBSCANIsItsDefinition(t *testing.T) {
	for _, d := range []int{1, 2, 3, 5, 8, 30} {
		for _, n := range []int{1, 2, 65, 150} {
			x := clumps(uint64(n), n, d)
			weight := make([]float64, n)
			for i := range weight {
				weight[i] = float64((i*i+3)%4) / 2
			}
			for _, metric := range []Metric{nil, SquaredEuclidean{}, Manhattan{}, Chebyshev{}, Cosine{}} {
				distances := plainDistances(x, metric)
				for _, eps := range []float64{0.05, 0.5, 1, 2.5, 1000} {
					for _, points := range []int{1, 4, 40} {
						for _, w := range [][]float64{nil, weight} {
							if w != nil && points != 4 {
								continue
							}
							c := DBSCAN{Eps: eps, MinPoints: points, Metric: metric, Workers: 2}
							name := fmt.Sprintf("d=%d n=%d %T eps=%v points=%d weighted=%v", d, n, metric, eps, points, w != nil)
							labels, cores := plainLabels(distances, newBall(metric, eps).limit, points, w)
							for way, fit := range ways {
								b := newBall(metric, eps)
								if b.form != formSquares && way == "cells" || b.form == formOther && way != "pairs" && way != "tiles" || b.form != formOther && b.form != formSquares && way == "tiles" || d > latticeColumns && way == "cells" || b.form == formSquares && way == "pairs" {
									continue
								}
								f := newDBSCANFit(c, n, d)
								f.weight, f.rows = w, rawRows{n, d, d, x.RawMatrix().Data}
								f.low, f.high, _, _ = f.rows.extent(t.Context(), 1)
								require.NoError(t, fit(f, t.Context()), name)
								m := f.model()
								require.Equal(t, cores, m.CoreIndices(), "%s %s", way, name)
								require.Equal(t, labels, m.Labels(), "%s %s", way, name)
								again, err := m.Predict(nil, x)
								require.NoError(t, err)
								require.Equal(t, labels, again, "%s %s", way, name)
							}
						}
					}
				}
			}
		}
	}
}

func dbscanFile(t testing.TB, m *DBSCANModel) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	require.NoError(t, err)
	return b
}

// Trees of many levels, and columns beyond those that the kernels take.
func TestDBSCANOfDeepAndWideTrees(t *testing.T) {
	for _, c := range []struct {
		n, d     int
		config   DBSCAN
		clusters int
	}{
		{1500, 8, DBSCAN{Eps: 1.8, MinPoints: 6}, 2},
		{1500, 2, DBSCAN{Eps: 0.15, MinPoints: 6, Metric: Manhattan{}}, 26},
		{140, kernelColumns + 1, DBSCAN{Eps: 45, MinPoints: 5}, 1},
	} {
		x := clumps(21, c.n, c.d)
		labels, cores := plainDBSCAN(x, c.config, nil)
		m := fitDBSCAN(t, c.config, x)
		require.Equal(t, labels, m.Labels())
		require.Equal(t, cores, m.CoreIndices())
		require.GreaterOrEqual(t, m.Clusters(), c.clusters)
	}
}
