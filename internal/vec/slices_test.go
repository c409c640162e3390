package vec

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

// sliceForms are the functions with a form for slices that has assembly.
var sliceForms = []struct {
	name string
	to   func(dst, src []float64)
	f    func(float64) float64
}{{"Exp", ExpTo, Exp}, {"Log", LogTo, Log}}

// interesting returns numbers that take every way through exp and log.
func interesting() []float64 {
	inf := math.Inf(1)
	out := []float64{
		0, math.Copysign(0, -1), 1, -1, inf, -inf, math.NaN(), -math.NaN(), math.Float64frombits(0x7ff0000000000001),
		math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, math.MaxFloat64, -math.MaxFloat64,
		0x1p-1022, 0x1p-1023, -0x1p-1022, 1e-310, math.Sqrt(0.5), math.Sqrt2, 2, 0.5, math.E,
	}
	out = append(out, around(2, 0x1p-1022, 1, math.Sqrt(0.5), 708, -708, 709, 710, 711, -745, -746, -747,
		709.782712893384, -745.1332191019411, -708.3964185322641, -744.4400719213812)...)
	for _, x := range []float64{720, 1500, 1e4, 1e7, 1e10, 1e17, 1e25, 1e60, 1e150, 1e300} {
		out = append(out, x, -x, 1/x)
	}
	return out
}

func TestSliceFormsGiveTheSameBits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	special := interesting()
	lengths := []int{1023, 1024, 1025}
	for n := range 131 {
		lengths = append(lengths, n)
	}
	const canary = 12345.0
	eachSet(t, func(t *testing.T) {
		for _, c := range sliceForms {
			for _, n := range lengths {
				for offset := range 16 {
					in, out := make([]float64, n+offset+9), make([]float64, n+offset+9)
					for i := range in {
						in[i], out[i] = math.NaN(), canary
					}
					src := in[offset : offset+n : offset+n]
					// Far and near numbers, and among them more and more special ones.
					for i := range src {
						src[i] = math.Ldexp(r.Float64(), r.IntN(24)-12)
						if c.name == "Exp" && r.IntN(2) == 0 {
							src[i] = -src[i]
						}
						if r.IntN(16) < offset-4 {
							src[i] = special[r.IntN(len(special))]
						}
					}
					dst := out[offset : offset+n : offset+n]
					c.to(dst, src)
					for i, x := range src {
						requireSame(t, c.f(x), dst[i], "%s(%x), %d of %d", c.name, x, i, n)
					}
					for i, x := range out {
						if i < offset || i >= offset+n {
							require.Equal(t, canary, x, "%s, %d", c.name, n)
						}
					}
					c.to(src, src)
					for i, x := range src {
						requireSame(t, dst[i], x, "%s in place, %d of %d", c.name, i, n)
					}
					for i, x := range in {
						if i < offset || i >= offset+n {
							require.True(t, x != x, "%s in place, %d", c.name, n)
						}
					}
				}
			}
		}
	})
}

// TestSliceFormsAnyPlace puts each special number into every lane of a group of
// ordinary ones, and into a short rest.
func TestSliceFormsAnyPlace(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		var src, dst [21]float64
		for _, c := range sliceForms {
			for _, x := range interesting() {
				for at := range src {
					for i := range src {
						src[i] = 0.25 + float64(i)
					}
					src[at] = x
					c.to(dst[:], src[:])
					for i, x := range src {
						requireSame(t, c.f(x), dst[i], "%s(%x) at %d", c.name, x, i)
					}
				}
			}
		}
	})
}

func TestSliceFormsOfManyElements(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	src, dst := make([]float64, 2*stream+3), make([]float64, 2*stream+3)
	want := make([]float64, len(src))
	for i := range src {
		src[i] = 60 * r.Float64()
	}
	for _, c := range sliceForms {
		for i, x := range src {
			want[i] = c.f(x)
		}
		eachSet(t, func(t *testing.T) {
			for _, n := range []int{stream - 1, stream, stream + 1, stream + 5, 2*stream + 3} {
				clear(dst)
				c.to(dst[:n], src[:n])
				for i, x := range dst[:n] {
					if x != want[i] {
						requireSame(t, want[i], x, "%s(%x), %d of %d", c.name, src[i], i, n)
					}
				}
				require.False(t, n < len(dst) && dst[n] != 0)
			}
		})
	}
}

// TestSliceFormsAreAsAccurate takes the arguments of TestAccuracy, which finds every
// result of Exp and Log within 1 ulp.
func TestSliceFormsAreAsAccurate(t *testing.T) {
	for _, fn := range functions() {
		for _, c := range sliceForms {
			if c.name != fn.name {
				continue
			}
			eachSet(t, func(t *testing.T) {
				dst := make([]float64, len(fn.args))
				c.to(dst, fn.args)
				for i, x := range fn.args {
					if want := fn.f(x); dst[i] != want {
						requireSame(t, want, dst[i], "%s(%x)", c.name, x)
					}
				}
			})
		}
	}
}

func FuzzSliceForms(f *testing.F) {
	for few := range slices.Chunk(interesting(), 9) {
		var seed []byte
		for _, x := range few {
			seed = binary.LittleEndian.AppendUint64(seed, math.Float64bits(x))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src := make([]float64, len(data)/8)
		for i := range src {
			src[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
		}
		dst, want := make([]float64, len(src)), make([]float64, len(src))
		// Such bytes are mostly very large or very small numbers, so their fractions come too.
		for range 2 {
			for _, form := range []struct {
				name      string
				to, plain func(dst, src []float64)
			}{{"ExpTo", ExpTo, expToGo}, {"LogTo", LogTo, logToGo}} {
				form.plain(want, src)
				for _, set := range cpu.Sets() {
					restore := set.Use()
					form.to(dst, src)
					restore()
					for i, x := range src {
						requireSame(t, want[i], dst[i], "%s(%x), %d of %d, %s", form.name, x, i, len(src), set.Name)
					}
				}
			}
			for i, x := range src {
				_, fraction := math.Modf(x)
				src[i] = 800 * fraction
			}
		}
	})
}
