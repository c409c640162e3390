package main

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

var _ = register(workload{
	name:   "exp",
	doc:    "exp of 4096 normal numbers times 8, f64; the peer is a loop of math.Exp",
	inputs: vecSet,
	limits: []limit{{figure: "mantissas", rule: same, rel: 1e-15}, {figure: "exponents", rule: same}},
	serial: true,
	ours:   expJob(func(dst, src []float64) { vec.ExpTo(dst, src) }),
	peers: []peer{{name: "math.Exp", job: expJob(func(dst, src []float64) {
		for i, v := range src {
			dst[i] = math.Exp(v)
		}
	})}},
})

func expJob(f func(dst, src []float64)) func(settings) (*job, error) {
	return func(s settings) (*job, error) {
		x, _, err := load[float64](s.inputs, vecSet+".x.f64")
		if err != nil {
			return nil, err
		}
		for i := range x {
			x[i] *= 8
		}
		dst := make([]float64, len(x))
		return &job{
			run: once(func() error { f(dst, x); return nil }),
			figures: func() (figures, error) {
				var mantissas, exponents float64 // apart, as the largest would hide the others
				for _, v := range dst {
					m, e := math.Frexp(v)
					mantissas, exponents = mantissas+m, exponents+float64(e)
				}
				return figures{"mantissas": mantissas, "exponents": exponents}, nil
			},
		}, nil
	}
}
