package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"

	"github.com/clm-go/clm/benchmarks/internal/blobs"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/rng"
)

// dbscanMinPoints counts the point itself.
const dbscanMinPoints = 10

var (
	_ = registerInputs("dbscan_1m2", dbscanInputs(1_000_000, 2, 40, 100, 1, 4))
	_ = registerInputs("dbscan_50k10", dbscanInputs(50_000, 10, 20, 10, 0.5, 1.5))
	// With these radii a point has 20 neighbours on average. The package dbscan
	// misses neighbours in 10 columns, so that it does other work there.
	_ = register(
		dbscanWorkload("dbscan_1m2", "dbscan_1m2", 0.112, "all labels equal", "crc", "scikit-learn kd_tree", "scikit-learn ball_tree"),
		dbscanWorkload("dbscan_1m2_package", "dbscan_1m2", 0.112, "labels equal but of rows at the border of two clusters", "crc of cores", "dbscan"),
		dbscanWorkload("dbscan_50k10", "dbscan_50k10", 1.48, "all labels equal", "crc", "scikit-learn kd_tree", "scikit-learn brute"),
	)
)

func dbscanInputs(n, d, clusters int, box, lo, hi float64) inputSet {
	const noise = 0.05
	return inputSet{
		about: fmt.Sprintf("x: %d points around %d centres in [%g, %g]^%d, standard deviations %g to %g, %g of them moved to places uniform in the box",
			n, clusters, -box, box, d, lo, hi, noise),
		make: func(r *rng.Stream) []array {
			x, _ := blobs.Make(r, n, d, clusters, box, lo, hi)
			blobs.Noise(r, x, d, noise, box)
			return []array{{"x.f64", []int{n, d}, x}}
		},
	}
}

func dbscanWorkload(name, set string, eps float64, answer, crc string, peers ...string) workload {
	w := workload{
		name:   name,
		doc:    fmt.Sprintf("DBSCAN in f64, eps %g, %d points; %s", eps, dbscanMinPoints, answer),
		inputs: set,
		ours: func(s settings) (*job, error) {
			x, err := loadDense(s, set+".x.f64")
			if err != nil {
				return nil, err
			}
			var m *cluster.DBSCANModel
			return &job{
				run: once(func() (err error) {
					m, err = cluster.DBSCAN{Eps: eps, MinPoints: dbscanMinPoints}.Fit(context.Background(), x)
					return err
				}),
				figures: func() (figures, error) { return partition(m.Labels(), m.CoreIndices()), nil },
			}, nil
		},
	}
	for _, figure := range []string{"clusters", "noise", "cores", crc} {
		w.limits = append(w.limits, limit{figure: figure, rule: same})
	}
	for _, p := range peers {
		code := strings.TrimPrefix(p, "scikit-learn ")
		w.peers = append(w.peers, peer{name: p, python: []string{"cluster", "dbscan", set, code, fmt.Sprint(eps), strconv.Itoa(dbscanMinPoints)}})
	}
	return w
}

// partition describes a clustering: how many clusters, rows of noise and core
// rows, and checksums of the labels numbered in the order of the rows, of all rows
// and with those that are no core rows taken for noise.
func partition(labels, cores []int) figures {
	inner := make([]int, len(labels))
	for i := range inner {
		inner[i] = -1
	}
	for _, i := range cores {
		inner[i] = labels[i]
	}
	clusters, noise, crc := numbered(labels)
	_, _, crcOfCores := numbered(inner)
	return figures{
		"clusters": float64(clusters), "noise": float64(noise), "cores": float64(len(cores)),
		"crc": float64(crc), "crc of cores": float64(crcOfCores),
	}
}

// numbered numbers the labels from 0 in the order in which they appear, noise −1,
// and returns how many there are, the rows of noise, and the CRC-32 of the numbers
// as little-endian int32.
func numbered(labels []int) (clusters, noise int, crc uint32) {
	number := map[int]uint32{}
	var bytes []byte
	for _, l := range labels {
		n := ^uint32(0)
		if l < 0 {
			noise++
		} else if old, ok := number[l]; ok {
			n = old
		} else {
			n = uint32(len(number))
			number[l] = n
		}
		bytes = binary.LittleEndian.AppendUint32(bytes, n)
	}
	return len(number), noise, crc32.ChecksumIEEE(bytes)
}
