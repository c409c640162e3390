package vec

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestElementwise(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		elementwise(t, Axpy, Add, Scale)
		elementwise(t, Axpy32, nil, Scale32)
	})
}

// elementwise checks the functions against their words; there may be no add.
func elementwise[T number](t *testing.T, axpy func(alpha T, x, y []T), add func(dst, x []T), scale func(alpha T, x []T)) {
	const canary = 12345
	vectors(func(x, y []T) {
		const before, after = 3, 16
		buf, want := make([]T, before+len(y)+after), make([]T, len(y))
		fill := func(from []T) []T {
			for i := range buf {
				buf[i] = canary
			}
			got := buf[before : before+len(y)]
			copy(got, from)
			return got
		}
		untouched := func() {
			for i, v := range buf {
				if v != canary && (i < before || i >= before+len(y)) {
					require.Failf(t, "wrote outside", "at %d of %d", i-before, len(y))
				}
			}
		}
		for _, alpha := range []T{0, 0.3, T(math.Inf(1))} {
			got := fill(y)
			axpy(alpha, x, got)
			scaled := make([]T, len(x))
			for i := range x {
				scaled[i] = alpha * x[i]
			}
			for i := range got {
				want[i] = scaled[i] + y[i]
			}
			requireSameAll(t, want, got, "Axpy")
			untouched()
			got = fill(x)
			scale(alpha, got)
			requireSameAll(t, scaled, got, "Scale")
			untouched()
		}
		if add == nil {
			return
		}
		got := fill(y)
		add(got, x)
		for i := range got {
			want[i] = y[i] + x[i]
		}
		requireSameAll(t, want, got, "Add")
		untouched()
	})
}

// What is added may lie ahead in the same array.
func TestAddOfWhatLiesAhead(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		for n := range 100 {
			for p := 1; p < 40; p++ {
				got, want := make([]float64, n+p), make([]float64, n+p)
				for i := range got {
					got[i], want[i] = float64(i*i), float64(i*i)
				}
				Add(got[:n], got[p:])
				for i := range n {
					want[i] += want[i+p]
				}
				require.Equal(t, want, got, "%d %d", n, p)
			}
		}
	})
}

func TestElementwiseOfOneSlice(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		for n := range 70 {
			x, x32 := make([]float64, n), make([]float32, n)
			for i := range x {
				x[i], x32[i] = float64(i), float32(i)
			}
			Axpy(2, x, x)
			Axpy32(2, x32, x32)
			Add(x, x)
			for i := range x {
				require.Equal(t, float64(6*i), x[i])
				require.Equal(t, float32(3*i), x32[i])
			}
		}
	})
}

func TestLongElementwise(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		longElementwise(t, Axpy, axpyGo, Add, addGo, Scale, scaleGo)
		longElementwise(t, Axpy32, axpy32Go, nil, nil, Scale32, scale32Go)
	})
}

func longElementwise[T number](t *testing.T, axpy, axpyGo func(T, []T, []T), add, addGo func(dst, x []T), scale, scaleGo func(T, []T)) {
	long(func(x, y []T) {
		for name, f := range map[string][2]func(z []T){
			"Axpy":  {func(z []T) { axpy(0.3, x, z) }, func(z []T) { axpyGo(0.3, x, z) }},
			"Add":   {func(z []T) { add(z, x) }, func(z []T) { addGo(z, x) }},
			"Scale": {func(z []T) { scale(0.3, z) }, func(z []T) { scaleGo(0.3, z) }},
		} {
			got, want := append([]T(nil), y...), append([]T(nil), y...)
			if name == "Add" && add == nil {
				continue
			}
			f[0](got)
			f[1](want)
			requireSameAll(t, want, got, name)
		}
	})
}
