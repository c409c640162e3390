package vec

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

// requireAndRows checks AndRows against one bit after the other, and that it
// writes nothing else.
func requireAndRows(t *testing.T, r *rand.Rand, words, have, n, offset int) {
	t.Helper()
	some := func(n int) []uint64 {
		x := make([]uint64, offset+n)[offset:]
		for i := range x {
			x[i] = r.Uint64() | r.Uint64()
		}
		return x
	}
	a, table := some(words), some(have*words)
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(r.IntN(have))
	}
	all, counts := some(n*words+9), make([]int32, n+3)
	for i := range counts {
		counts[i] = -7
	}
	want, wantCounts := slices.Clone(all), slices.Clone(counts)
	for i, row := range rows {
		wantCounts[i] = 0
		for j, w := range a {
			w &= table[int(row)*words+j]
			want[i*words+j] = w
			wantCounts[i] += int32(bits.OnesCount64(w))
		}
	}
	plain, plainCounts := slices.Clone(all), slices.Clone(counts)
	andRowsGo(plain, plainCounts, a, table, rows)
	require.Equal(t, want, plain)
	require.Equal(t, wantCounts, plainCounts)
	AndRows(all, counts, a, table, rows)
	require.Equal(t, want, all)
	require.Equal(t, wantCounts, counts)
}

func TestAndRows(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 7))
		for words := 1; words < 70; words++ {
			for _, n := range []int{0, 1, 2, 3, 17} {
				requireAndRows(t, r, words, 1+r.IntN(9), n, words%8)
			}
		}
		requireAndRows(t, r, stream-1, 2, 3, 1)
		requireAndRows(t, r, stream, 2, 3, 0)
		requireAndRows(t, r, stream+1, 2, 2, 0)
		requireAndRows(t, r, 3, 5, stream, 0)
	})
}

func TestAndRowsPanics(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		a, table, dst := make([]uint64, 3), make([]uint64, 6), make([]uint64, 6)
		require.Panics(t, func() { AndRows(dst, make([]int32, 2), a, table, []int32{0, 2}) })
		require.Panics(t, func() { AndRows(dst, make([]int32, 2), a, table, []int32{-1}) })
		require.Panics(t, func() { AndRows(dst, make([]int32, 1), a, table, []int32{0, 1}) })
		require.Panics(t, func() { AndRows(dst[:5], make([]int32, 2), a, table, []int32{0, 1}) })
		require.Panics(t, func() { AndRows(dst, nil, nil, table, nil) })
		AndRows(nil, nil, a, table, nil)
	})
}

func TestAndRowsAllocatesNothing(t *testing.T) {
	dst, table, count, rows := make([]uint64, 30), make([]uint64, 30), make([]int32, 3), []int32{2, 0, 1}
	require.Zero(t, testing.AllocsPerRun(10, func() { AndRows(dst, count, table[:10], table, rows) }))
}

func FuzzAndRows(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(4), uint8(5))
	f.Add(uint64(2), uint8(16), uint8(0), uint8(1))
	f.Fuzz(func(t *testing.T, seed uint64, words, have, n uint8) {
		for _, set := range cpu.Sets() {
			func() {
				defer set.Use()()
				requireAndRows(t, rand.New(rand.NewPCG(seed, 1)), 1+int(words), 1+int(have), int(n), int(seed%8))
			}()
		}
	})
}

func BenchmarkAndRows(b *testing.B) {
	for _, words := range []int{1, 4, 16, 50, 128} {
		r := rand.New(rand.NewPCG(1, 1))
		const n = 16
		table, dst, count, rows := make([]uint64, n*words), make([]uint64, n*words), make([]int32, n), make([]int32, n)
		for i := range table {
			table[i] = r.Uint64()
		}
		for i := range rows {
			rows[i] = int32(i)
		}
		for _, set := range cpu.Sets() {
			b.Run(fmt.Sprintf("words=%d/cpu=%s", words, set.Name), func(b *testing.B) {
				defer set.Use()()
				for b.Loop() {
					AndRows(dst, count, table[:words], table, rows)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
			})
		}
	}
}
