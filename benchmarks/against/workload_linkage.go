package main

import (
	"context"
	"runtime"

	"github.com/clm-go/clm/benchmarks/internal/blobs"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/rng"
)

const linkageSet = "linkage_20k10"

var (
	_ = registerInputs(linkageSet, inputSet{
		about: "x: 20000 points around 20 centres in [-10, 10]^10, standard deviations 1 to 3",
		make: func(r *rng.Stream) []array {
			const n, d = 20_000, 10
			x, _ := blobs.Make(r, n, d, 20, 10, 1, 3)
			return []array{{"x.f64", []int{n, d}, x}}
		},
	})
	_ = register(
		linkageWorkload(cluster.WardLinkage, "fastcluster matrix", "fastcluster vector", "scipy"),
		linkageWorkload(cluster.SingleLinkage, "fastcluster matrix", "fastcluster vector", "scipy"),
		linkageWorkload(cluster.AverageLinkage, "fastcluster matrix", "scipy"),
		linkageWorkload(cluster.CompleteLinkage, "fastcluster matrix", "scipy"),
	)
)

// linkageWorkload is a tree of merges from a table. The peers' matrix is made by
// scipy's pdist, which counts.
func linkageWorkload(method cluster.LinkageMethod, codes ...string) workload {
	w := workload{
		name:   "linkage_" + string(method) + "_20k10",
		doc:    string(method) + " linkage of 20,000 rows of 10 columns, Euclidean, f64; matrix and scipy with pdist; MB allocated: all that one fit of ours asked for",
		inputs: linkageSet,
		limits: []limit{{figure: "heights", rule: same, rel: 1e-9}, {figure: "top", rule: same, rel: 1e-9}},
		serial: true,
		ours: func(s settings) (*job, error) {
			x, err := loadDense(s, linkageSet+".x.f64")
			if err != nil {
				return nil, err
			}
			var m *cluster.Dendrogram
			fit := func() (err error) {
				m, err = cluster.Linkage{Method: method}.Fit(context.Background(), x)
				return err
			}
			return &job{
				run: once(fit),
				figures: func() (figures, error) {
					var before, after runtime.MemStats
					runtime.ReadMemStats(&before)
					if err := fit(); err != nil {
						return nil, err
					}
					runtime.ReadMemStats(&after)
					sum, top := 0.0, 0.0
					for _, merge := range m.Merges() {
						sum, top = sum+merge.Height, max(top, merge.Height)
					}
					return figures{"heights": sum, "top": top, "MB allocated": float64(after.TotalAlloc-before.TotalAlloc) / 1e6}, nil
				},
			}, nil
		},
	}
	for _, code := range codes {
		w.peers = append(w.peers, peer{name: code, python: []string{"cluster", "linkage", code, string(method)}})
	}
	return w
}
