package main

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/gemm"
	"github.com/clm-go/clm/internal/rng"
)

const gemmSet = "gemm"

var (
	_ = registerInputs(gemmSet, inputSet{
		about: "a and b: 2048 x 2048 normal numbers, also rounded to float32; a product takes the leading parts",
		make: func(r *rng.Stream) []array {
			const n = 2048
			var list []array
			for _, name := range []string{"a", "b"} {
				wide := normal(r, n*n)
				narrow := make([]float32, n*n)
				for i, v := range wide {
					narrow[i] = float32(v)
				}
				list = append(list, array{name + ".f64", []int{n, n}, wide}, array{name + ".f32", []int{n, n}, narrow})
			}
			return list
		},
	})
	_ = register(gemmWorkloads()...)
)

// gemmShape is that of C = A·B: m×n, with k products in each sum.
type gemmShape struct {
	name    string
	m, n, k int
}

func gemmWorkloads() []workload {
	shapes := []gemmShape{{"256x8x10", 256, 8, 10}, {"8x512x128", 8, 512, 128}}
	for _, n := range []int{8, 16, 32, 64, 128, 256, 512, 1024, 2048} {
		shapes = append(shapes, gemmShape{strconv.Itoa(n), n, n, n})
	}
	var list []workload
	for _, kind := range []string{"f64", "f32"} {
		// Both sides round each of k steps, in another order.
		tolerance := map[string]float64{"f64": 1e-12, "f32": 1e-4}[kind]
		for _, s := range shapes {
			job := gemmJob(s)
			if kind == "f32" {
				job = gemmJob32(s)
			}
			list = append(list, workload{
				name:   "gemm_" + kind + "_" + s.name,
				doc:    fmt.Sprintf("C = A·B in %s, row-major, (m, n, k) = (%d, %d, %d); OpenBLAS of numpy is called in a compiled loop", kind, s.m, s.n, s.k),
				inputs: gemmSet,
				limits: []limit{{figure: "norm", rule: same, rel: tolerance}, {figure: "checksum", rule: same, abs: tolerance}},
				ours:   job,
				peers: []peer{{
					name:   "OpenBLAS",
					python: []string{"blas", "gemm", kind, strconv.Itoa(s.m), strconv.Itoa(s.n), strconv.Itoa(s.k)},
				}},
			})
		}
	}
	return list
}

// leading returns the leading rows×cols part of a matrix of the input, without
// gaps between the rows.
func leading[T float64 | float32](s settings, name string, rows, cols int) ([]T, error) {
	data, shape, err := load[T](s.inputs, gemmSet+"."+name)
	if err != nil {
		return nil, err
	}
	part := make([]T, 0, rows*cols)
	for i := range rows {
		part = append(part, data[i*shape[1]:i*shape[1]+cols]...)
	}
	return part, nil
}

func gemmJob(s gemmShape) func(settings) (*job, error) {
	return func(at settings) (*job, error) {
		a, err := leading[float64](at, "a.f64", s.m, s.k)
		if err != nil {
			return nil, err
		}
		b, err := leading[float64](at, "b.f64", s.k, s.n)
		if err != nil {
			return nil, err
		}
		left := blas64.General{Rows: s.m, Cols: s.k, Stride: s.k, Data: a}
		right := blas64.General{Rows: s.k, Cols: s.n, Stride: s.n, Data: b}
		c := blas64.General{Rows: s.m, Cols: s.n, Stride: s.n, Data: make([]float64, s.m*s.n)}
		var ws gemm.Workspace
		workers := threads()
		return &job{
			run: func(reps int) error {
				for range reps {
					gemm.Mul(&ws, c, left, right, 0, workers)
				}
				return nil
			},
			figures: func() (figures, error) { return productFigures(c.Data, s.n), nil },
		}, nil
	}
}

func gemmJob32(s gemmShape) func(settings) (*job, error) {
	return func(at settings) (*job, error) {
		a, err := leading[float32](at, "a.f32", s.m, s.k)
		if err != nil {
			return nil, err
		}
		b, err := leading[float32](at, "b.f32", s.k, s.n)
		if err != nil {
			return nil, err
		}
		left := blas32.General{Rows: s.m, Cols: s.k, Stride: s.k, Data: a}
		right := blas32.General{Rows: s.k, Cols: s.n, Stride: s.n, Data: b}
		c := blas32.General{Rows: s.m, Cols: s.n, Stride: s.n, Data: make([]float32, s.m*s.n)}
		var ws gemm.Workspace32
		workers := threads()
		return &job{
			run: func(reps int) error {
				for range reps {
					gemm.Mul32(&ws, c, left, right, 0, workers)
				}
				return nil
			},
			figures: func() (figures, error) { return productFigures(c.Data, s.n), nil },
		}, nil
	}
}

// productFigures are the Frobenius norm of a product of n columns, and a sum that
// tells its places apart, as a share of the norm.
func productFigures[T float64 | float32](c []T, n int) figures {
	var norm, sum float64
	for i, v := range c {
		x := float64(v)
		norm += x * x
		sum += x * (float64((31*(i/n)+17*(i%n))%101)/50 - 1)
	}
	norm = math.Sqrt(norm)
	return figures{"norm": norm, "checksum": sum / norm}
}
