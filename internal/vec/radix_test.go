package vec

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

type element[K uint32 | uint64] struct {
	key     K
	payload int32
}

// requireSorted sorts copies of the keys, with payloads that number them, in slices
// that have something beside them and compares with the sort of package slices.
func requireSorted[K uint32 | uint64](t *testing.T, keys []K, sort func(keys []K, payload []int32, keyScratch []K, payloadScratch []int32)) {
	t.Helper()
	n := len(keys)
	want := make([]element[K], n)
	const canary = 77
	buf, payloads := make([]K, 4*n+9), make([]int32, 4*n+9)
	for i := range buf {
		buf[i], payloads[i] = canary, canary
	}
	k, p := buf[3:3+n], payloads[3:3+n]
	ks, ps := buf[n+6:2*n+6], payloads[n+6:2*n+6] // with room behind them
	for i, key := range keys {
		want[i] = element[K]{key, int32(i)}
		k[i], p[i] = key, int32(i)
	}
	slices.SortStableFunc(want, func(a, b element[K]) int { return cmp.Compare(a.key, b.key) })
	sort(k, p, ks, ps)
	for i, w := range want {
		if k[i] != w.key || p[i] != w.payload {
			require.Failf(t, "not sorted", "%d of %d: got key %d, payload %d, want %v", i, n, k[i], p[i], w)
		}
	}
	for i, key := range buf {
		inside := i >= 3 && i < 3+n || i >= n+6 && i < 2*n+6
		if !inside && (key != canary || payloads[i] != canary) {
			require.Failf(t, "written outside", "at %d of %d", i, n)
		}
	}
}

// keySets returns keys of many shapes, n each.
func keySets[K uint32 | uint64](r *rand.Rand, n int) [][]K {
	shapes := []func(i int) K{
		func(int) K { return K(r.Uint64()) },
		func(int) K { return 7 },
		func(i int) K { return K(i) },
		func(i int) K { return K(n - i) },
		func(int) K { return K(r.Uint64N(3)) },
		func(int) K { return K(r.Uint64N(1000)) },
		func(int) K { return ^K(r.Uint64N(1000)) },
		func(int) K { return K(r.Uint64N(5)) << 24 },
		func(int) K { return K(0xff00ff00ff00ff00&r.Uint64() | 0x5a<<16) }, // every second digit the same
	}
	out := make([][]K, len(shapes))
	for s, shape := range shapes {
		out[s] = make([]K, n)
		for i := range out[s] {
			out[s][i] = shape(i)
		}
	}
	return out
}

func TestRadixSort(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	lengths := []int{255, 256, 257, 1023, 1024, 1025, 20000}
	for n := range 131 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		for _, keys := range keySets[uint32](r, n) {
			requireSorted(t, keys, RadixSort32)
		}
		for _, keys := range keySets[uint64](r, n) {
			requireSorted(t, keys, RadixSort64)
		}
	}
}

func TestRadixSortPanics(t *testing.T) {
	for _, n := range []int{3, 300} {
		k, p := make([]uint32, n), make([]int32, n)
		require.PanicsWithValue(t, "vec: lengths differ", func() { RadixSort32(k, p[1:], k, p) })
		require.PanicsWithValue(t, "vec: lengths differ", func() { RadixSort32(k[1:], p, k, p) })
		require.PanicsWithValue(t, "vec: scratch too short", func() { RadixSort32(k, p, k[1:], p) })
		require.PanicsWithValue(t, "vec: scratch too short", func() { RadixSort64(make([]uint64, n), p, make([]uint64, n), p[1:]) })
	}
}

func TestRadixSortAllocatesNothing(t *testing.T) {
	const n = 300
	r := rand.New(rand.NewPCG(13, 14))
	p, ps := make([]int32, n), make([]int32, n)
	k, ks, k64, ks64 := make([]uint32, n), make([]uint32, n), make([]uint64, n), make([]uint64, n)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		for i := range k {
			k[i], k64[i] = r.Uint32(), r.Uint64()
		}
		RadixSort32(k, p, ks, ps)
		RadixSort64(k64, p, ks64, ps)
	}))
	require.True(t, slices.IsSorted(k) && slices.IsSorted(k64))
}

func TestPrefixSum(t *testing.T) {
	for _, c := range []struct {
		x, want []int32
		total   int32
	}{
		{nil, nil, 0},
		{[]int32{5}, []int32{0}, 5},
		{[]int32{1, 0, 2, 3}, []int32{0, 1, 1, 3}, 6},
		{[]int32{4, -6, 1}, []int32{0, 4, -2}, -1},
		{[]int32{1<<31 - 2, 1, 0}, []int32{0, 1<<31 - 2, 1<<31 - 1}, 1<<31 - 1},
	} {
		x := slices.Clone(c.x)
		require.Equal(t, c.total, PrefixSum(x))
		require.Equal(t, c.want, x)
	}
}

func FuzzRadixSort(f *testing.F) {
	f.Add([]byte("some keys that come again, some keys that do not"))
	f.Add(make([]byte, 8*fewKeys+8))
	f.Fuzz(func(t *testing.T, data []byte) {
		var k32 []uint32
		var k64 []uint64
		// Short inputs are repeated, a part at a time, so that they too are sorted by digits.
		data = slices.Clone(data)
		for len(data) > 0 && len(data) < 8*fewKeys+16 {
			data = append(data, data[:(len(data)+1)/2]...)
		}
		for ; len(data) >= 8; data = data[8:] {
			k64 = append(k64, binary.LittleEndian.Uint64(data))
			k32 = append(k32, binary.LittleEndian.Uint32(data))
		}
		requireSorted(t, k32, RadixSort32)
		requireSorted(t, k64, RadixSort64)
		requireSorted(t, k64[:len(k64)/2], RadixSort64)
	})
}

func benchmarkRadixSort[K uint32 | uint64](b *testing.B, n int, sort func(keys []K, payload []int32, keyScratch []K, payloadScratch []int32)) {
	r := rand.New(rand.NewPCG(15, 16))
	src, k, ks := make([]K, n), make([]K, n), make([]K, n)
	p, ps := make([]int32, n), make([]int32, n)
	for i := range src {
		src[i], p[i] = K(r.Uint64()), int32(i)
	}
	b.ReportAllocs()
	for b.Loop() {
		copy(k, src)
		sort(k, p, ks, ps)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
}

// BenchmarkRadixSort has slices.SortFunc, on pairs of key and payload, beside it.
func BenchmarkRadixSort(b *testing.B) {
	for _, n := range []int{64, 1 << 10, 1 << 16, 1 << 20} {
		b.Run(fmt.Sprintf("n=%d/bits=32", n), func(b *testing.B) { benchmarkRadixSort(b, n, RadixSort32) })
		b.Run(fmt.Sprintf("n=%d/bits=64", n), func(b *testing.B) { benchmarkRadixSort(b, n, RadixSort64) })
		b.Run(fmt.Sprintf("n=%d/bits=64/by=SortFunc", n), func(b *testing.B) {
			pairs := make([]element[uint64], n)
			benchmarkRadixSort(b, n, func(keys []uint64, payload []int32, _ []uint64, _ []int32) {
				for i, k := range keys {
					pairs[i] = element[uint64]{k, payload[i]}
				}
				slices.SortFunc(pairs, func(a, b element[uint64]) int { return cmp.Compare(a.key, b.key) })
			})
		})
	}
}
