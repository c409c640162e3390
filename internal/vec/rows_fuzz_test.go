package vec

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

// fuzzRows calls f with the bytes of the fuzzer as two rows of each kind, once for
// every set of CPU features.
func fuzzRows(f *testing.F, f64 func(t *testing.T, x, y []float64), f32 func(t *testing.T, x, y []float32)) {
	for _, n := range []int{0, 1, 15, 16, 17, 130, 1100} {
		data := make([]byte, 16*n)
		for i := range n {
			binary.LittleEndian.PutUint64(data[8*i:], math.Float64bits(float64(i%7)-3))
			binary.LittleEndian.PutUint64(data[8*(n+i):], math.Float64bits(math.NaN()))
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x, y := make([]float64, len(data)/16), make([]float64, len(data)/16)
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
			y[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*(len(x)+i):]))
		}
		x32, y32 := make([]float32, len(data)/8), make([]float32, len(data)/8)
		for i := range x32 {
			x32[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
			y32[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*(len(x32)+i):]))
		}
		for _, set := range cpu.Sets() {
			func() {
				defer set.Use()()
				f64(t, x, y)
				f32(t, x32, y32)
			}()
		}
	})
}

func FuzzReduce(f *testing.F) {
	fuzzRows(f, func(t *testing.T, x, y []float64) {
		requireSame(t, dotGo(x, y), Dot(x, y), "Dot")
		requireSame(t, sumGo(x), Sum(x), "Sum")
		requireSame(t, sqDistGo(x, y), SqDist(x, y), "SqDist")
	}, func(t *testing.T, x, y []float32) {
		requireSame(t, dot32Go(x, y), Dot32(x, y), "Dot32")
		requireSame(t, sum32Go(x), Sum32(x), "Sum32")
		requireSame(t, sqDist32Go(x, y), SqDist32(x, y), "SqDist32")
	})
}

func FuzzElementwise(f *testing.F) {
	fuzzRows(f, func(t *testing.T, x, y []float64) {
		fuzzElementwise(t, x, y, Axpy, axpyGo, Add, addGo, Scale, scaleGo)
	}, func(t *testing.T, x, y []float32) {
		fuzzElementwise(t, x, y, Axpy32, axpy32Go, nil, nil, Scale32, scale32Go)
	})
}

func fuzzElementwise[T number](t *testing.T, x, y []T, axpy, axpyGo func(T, []T, []T), add, addGo func(dst, x []T), scale, scaleGo func(T, []T)) {
	if len(x) == 0 {
		return
	}
	got, want := slices.Clone(y), slices.Clone(y)
	axpy(x[0], x, got)
	axpyGo(x[0], x, want)
	requireSameAll(t, want, got, "Axpy")
	if add != nil {
		got, want = slices.Clone(y), slices.Clone(y)
		add(got, x)
		addGo(want, x)
		requireSameAll(t, want, got, "Add")
	}
	got, want = slices.Clone(y), slices.Clone(y)
	scale(x[0], got)
	scaleGo(x[0], want)
	requireSameAll(t, want, got, "Scale")
}

func FuzzArgMin(f *testing.F) {
	fuzzRows(f, func(t *testing.T, x, _ []float64) {
		at, _ := ArgMin(x)
		require.Equal(t, argMinGo(x), at)
	}, func(t *testing.T, x, _ []float32) {
		at, _ := ArgMin32(x)
		require.Equal(t, argMin32Go(x), at)
	})
}

func FuzzAtMost(f *testing.F) {
	fuzzRows(f, func(t *testing.T, x, y []float64) {
		for _, limit := range y[:min(len(y), 3)] {
			require.Equal(t, appendAtMostGo(nil, x, limit), AppendAtMost(nil, x, limit))
		}
	}, func(t *testing.T, x, y []float32) {
		for _, limit := range y[:min(len(y), 3)] {
			require.Equal(t, appendAtMost32Go(nil, x, limit), AppendAtMost32(nil, x, limit))
		}
	})
}
