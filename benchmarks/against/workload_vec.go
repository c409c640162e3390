package main

import (
	"fmt"
	"runtime/debug"

	"gonum.org/v1/gonum/floats"

	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/vec"
)

const vecSet = "vec"

var (
	_ = registerInputs(vecSet, inputSet{
		about: "x and y: 4096 normal numbers each; a row of n takes the first n",
		make: func(r *rng.Stream) []array {
			const n = 4096
			return []array{{"x.f64", []int{n}, normal(r, n)}, {"y.f64", []int{n}, normal(r, n)}}
		},
	})
	_ = register(vecWorkloads()...)
)

// vecLoop calls a function of two vectors again and again. Each is written out,
// because a call through a variable costs more than 16 numbers do. It returns a
// figure of the result, which keeps the compiler from leaving out the work.
type vecLoop func(x, y []float64, reps int) float64

func vecWorkloads() []workload {
	var list []workload
	for _, op := range []struct {
		name, doc          string
		ours, gonum, plain vecLoop
	}{
		{"dot", "dot product", dotOurs, dotGonum, dotPlain},
		{"axpy", "y += a·x", axpyOurs, axpyGonum, axpyPlain},
		{"sqdist", "squared distance; gonum has the distance only", sqDistOurs, sqDistGonum, sqDistPlain},
	} {
		for _, n := range []int{16, 256, 4096} {
			list = append(list, workload{
				name:   fmt.Sprintf("%s_%d", op.name, n),
				doc:    fmt.Sprintf("%s, f64, n = %d; plain: the obvious loop", op.doc, n),
				inputs: vecSet,
				limits: []limit{{figure: "result", rule: same, abs: 1e-14 * float64(n)}},
				serial: true,
				ours:   vecJob(op.ours, n, ""),
				peers: []peer{
					{name: "gonum", job: vecJob(op.gonum, n, "gonum.org/v1/gonum")},
					{name: "plain", job: vecJob(op.plain, n, "")},
				},
			})
		}
	}
	return list
}

func vecJob(f vecLoop, n int, module string) func(settings) (*job, error) {
	return func(s settings) (*job, error) {
		x, _, err := load[float64](s.inputs, vecSet+".x.f64")
		if err != nil {
			return nil, err
		}
		y, _, err := load[float64](s.inputs, vecSet+".y.f64")
		if err != nil {
			return nil, err
		}
		x, y = x[:n], y[:n]
		scratch := append([]float64(nil), y...)
		return &job{
			run:     func(reps int) error { f(x, scratch, reps); return nil },
			figures: func() (figures, error) { return figures{"result": f(x, append([]float64(nil), y...), 1)}, nil },
			version: moduleVersion(module),
		}, nil
	}
}

// moduleVersion returns the version of a module in this program, "" if it is
// not known.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return ""
}

func dotOurs(x, y []float64, reps int) (sum float64) {
	for range reps {
		sum += vec.Dot(x, y)
	}
	return sum / float64(reps)
}

func dotGonum(x, y []float64, reps int) (sum float64) {
	for range reps {
		sum += floats.Dot(x, y)
	}
	return sum / float64(reps)
}

func dotPlain(x, y []float64, reps int) (sum float64) {
	for range reps {
		s := 0.0
		for i, v := range x {
			s += v * y[i]
		}
		sum += s
	}
	return sum / float64(reps)
}

func sqDistOurs(x, y []float64, reps int) (sum float64) {
	for range reps {
		sum += vec.SqDist(x, y)
	}
	return sum / float64(reps)
}

func sqDistGonum(x, y []float64, reps int) (sum float64) {
	for range reps {
		d := floats.Distance(x, y, 2)
		sum += d * d
	}
	return sum / float64(reps)
}

func sqDistPlain(x, y []float64, reps int) (sum float64) {
	for range reps {
		s := 0.0
		for i, v := range x {
			d := v - y[i]
			s += d * d
		}
		sum += s
	}
	return sum / float64(reps)
}

// small keeps y finite however often it is added to.
const small = 1e-9

func axpyOurs(x, y []float64, reps int) float64 {
	for range reps {
		vec.Axpy(small, x, y)
	}
	return weighted(y)
}

func axpyGonum(x, y []float64, reps int) float64 {
	for range reps {
		floats.AddScaled(y, small, x)
	}
	return weighted(y)
}

func axpyPlain(x, y []float64, reps int) float64 {
	for range reps {
		for i, v := range x {
			y[i] += small * v
		}
	}
	return weighted(y)
}

// weighted is a sum that tells elements apart.
func weighted(x []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += v * (float64(i*31%101)/50 - 1)
	}
	return s
}
