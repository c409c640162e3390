package vec

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

// slowNearer is the definition of SumNearer.
func slowNearer(sum, dist, weight, x, newest, centers []float64, d int) {
	nearer := func(i int, center []float64) float64 {
		if s := chainTo(x, i, center); s < dist[i] {
			return s
		}
		return dist[i]
	}
	for i := range dist {
		if len(newest) > 0 {
			dist[i] = nearer(i, newest)
		}
	}
	for c := range sum {
		var l [8]float64
		for i := range dist {
			s := nearer(i, centers[c*d:(c+1)*d])
			if weight != nil {
				s = float64(weight[i] * s)
			}
			l[i%8] += s
		}
		sum[c] = ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
	}
}

// checkNearer compares SumNearer and its plain form with the definition, with and
// without weights and a newest centre. The numbers beside dist and sum must stay.
func checkNearer(t *testing.T, dist, weight, x, centers []float64, d, offset int) {
	t.Helper()
	const canary = 12345.678
	n, k := len(dist), len(centers)/d-1
	for _, weight := range [][]float64{nil, weight} {
		for _, newest := range [][]float64{nil, centers[:d]} {
			what := fmt.Sprintf("n=%d d=%d k=%d offset=%d weights=%t newest=%t", n, d, k, offset, weight != nil, newest != nil)
			want, wantDist := make([]float64, k), slices.Clone(dist)
			slowNearer(want, wantDist, weight, x, newest, centers[d:], d)
			for _, f := range []func(sum, dist, weight, x, newest, centers []float64, d int){SumNearer, sumNearerGo} {
				sums, dists := slices.Repeat([]float64{canary}, offset+k+16), slices.Repeat([]float64{canary}, offset+n+16)
				gotDist := dists[offset : offset+n : offset+n]
				copy(gotDist, dist)
				f(sums[offset:offset+k:offset+k], gotDist, weight, x, newest, centers[d:], d)
				requireSameAll(t, want, sums[offset:offset+k], what)
				requireSameAll(t, wantDist, gotDist, what)
				for i, v := range sums {
					require.True(t, i >= offset && i < offset+k || v == canary, "%s, beside the sums, %d", what, i)
				}
				for i, v := range dists {
					require.True(t, i >= offset && i < offset+n || v == canary, "%s, beside the distances, %d", what, i)
				}
			}
		}
	}
}

// nearerCase returns distances and weights beside a table and k+1 centres.
func nearerCase(r *rand.Rand, n, d, k, offset int, special bool) (dist, weight, x, centers []float64) {
	x, centers = assign64s.table(r, n, d, k+1, offset, special)
	dist, weight = guarded[float64](n, (offset+5)%16), guarded[float64](n, (offset+7)%16)
	for i := range dist {
		dist[i] = math.Abs(someNumber(r, math.SmallestNonzeroFloat64, special))
		if r.IntN(3) == 0 {
			dist[i] = math.Inf(1)
		}
		weight[i] = math.Abs(someNumber(r, math.SmallestNonzeroFloat64, special))
	}
	return dist, weight, x, centers
}

func TestSumNearerIsThePlainOne(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(41, 42))
		try := func(n, d, k, offset int) {
			for _, special := range []bool{false, true} {
				dist, weight, x, centers := nearerCase(r, n, d, k, offset, special)
				checkNearer(t, dist, weight, x, centers, d, offset)
			}
		}
		for n := range 131 {
			try(n, 1+n%5, n%9, n%16)
		}
		for offset := range 16 {
			try(Block+offset, 3, 6, offset)
		}
		for n := 1023; n <= 1025; n++ {
			try(n, 2, 5, 1)
		}
		for d := 1; d <= 66; d++ {
			try(Block+5, d, 6, d%16)
		}
		for k := range 40 {
			try(2*Block+1, 2, k, k%16)
		}
	})
}

// More than one call into assembly: the centres in pieces, the blocks in pieces, and
// rows too long for one.
func TestSumNearerInPieces(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("without assembly there are no pieces")
	}
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(43, 44))
		whole := work / Block // centres times columns
		for _, c := range [][3]int{
			{whole*4 + 70, 4, 7}, {Block + 3, whole / 5, 9}, {Block + 3, whole / 4, 9}, {Block + 1, whole / 2, 3},
			{Block + 3, whole/2 + 1, 2}, {3, whole + 1, 2}, {Block, 3, 33},
		} {
			dist, weight, x, centers := nearerCase(r, c[0], c[1], c[2], 1, false)
			checkNearer(t, dist, weight, x, centers, c[1], 1)
		}
	})
}

func TestSumNearerOnALine(t *testing.T) {
	// The points 0 … 99, the first centre at 0: with another at 10, the points from 6 on
	// belong to that; a third one at 90 takes those from 51 on, half of them at 50.
	x := make([]float64, Blocks(100)*Block)
	dist := make([]float64, 100)
	for i := range dist {
		x[i], dist[i] = float64(i), float64(i*i)
	}
	squares := func(n float64) float64 { return n * (n + 1) * (2*n + 1) / 6 }
	eachSet(t, func(t *testing.T) {
		dist, sum := slices.Clone(dist), make([]float64, 2)
		SumNearer(sum, dist, nil, x, []float64{10}, []float64{10, 90}, 1)
		with10 := squares(5) + squares(4) + squares(89)
		require.Equal(t, []float64{with10, squares(5) + squares(4) + squares(40) + squares(39) + squares(9)}, sum)
		require.Equal(t, 25.0, dist[5])
		require.Equal(t, 16.0, dist[6])
		SumNearer(sum[:1], dist, slices.Repeat([]float64{2}, 100), x, nil, []float64{10}, 1)
		require.Equal(t, 2*with10, sum[0])
	})
}

func TestSumNearerPanics(t *testing.T) {
	n, x := make([]float64, 5), make([]float64, 2*Block)
	for name, f := range map[string]func(){
		"no columns": func() { SumNearer(nil, n, nil, x, nil, nil, 0) },
		"too little": func() { SumNearer(nil, n, nil, x[1:], nil, nil, 2) },
		"too much":   func() { SumNearer(nil, nil, nil, x, nil, nil, 2) },
		"weights":    func() { SumNearer(nil, n, n[1:], x, nil, nil, 2) },
		"newest":     func() { SumNearer(nil, n, nil, x, n[:1], nil, 2) },
		"centres":    func() { SumNearer(n[:2], n, nil, x, nil, n, 2) },
	} {
		require.PanicsWithValue(t, lengthsDiffer, f, name)
	}
	require.NotPanics(t, func() { SumNearer(nil, nil, nil, nil, nil, nil, 2) })
}

func TestSumNearerAllocatesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	dist, weight, x, centers := nearerCase(r, 70, 3, 5, 0, false)
	eachSet(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() {
			var sum [5]float64
			SumNearer(sum[:], dist, weight, x, centers[:3], centers[3:], 3)
		}))
	})
}

// The bits are the same on every platform.
func TestSumNearerBitsArePinned(t *testing.T) {
	r := rand.New(rand.NewPCG(45, 46))
	numbers := func(n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = r.Float64()
		}
		return out
	}
	h := fnv.New64a()
	for n := range 200 {
		sum, dist := make([]float64, 5), numbers(n)
		SumNearer(sum, dist, numbers(n), numbers(Blocks(n)*Block*3), numbers(3), numbers(15), 3)
		require.NoError(t, binary.Write(h, binary.LittleEndian, sum))
		require.NoError(t, binary.Write(h, binary.LittleEndian, dist))
	}
	check(t, "SumNearer", 0x358d19822f50c420, h.Sum64())
}

func FuzzSumNearer(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), uint8(2), uint8(3))
	f.Add([]byte{}, uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, columns, count uint8) {
		d, k := 1+int(columns)%9, int(count)%20
		at := 0
		fill := func(n int) []float64 {
			out := guarded[float64](n, 1)
			for i := range out {
				out[i] = float64(len(data))
				if len(data) >= 8 {
					at %= len(data) - 7
					out[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[at:]))
					at += 8
				}
			}
			return out
		}
		n := Block + len(data)%Block
		dist, weight, x, centers := fill(n), fill(n), fill(Blocks(n)*Block*d), fill((k+1)*d)
		eachSet(t, func(t *testing.T) { checkNearer(t, dist, weight, x, centers, d, 1) })
	})
}

// BenchmarkSumNearer reports the time of a call for rows in the cache.
func BenchmarkSumNearer(b *testing.B) {
	for _, c := range []struct{ n, d, k int }{{256, 2, 6}, {256, 16, 6}, {256, 48, 6}, {32, 64, 6}} {
		dist, _, x, centers := nearerCase(rand.New(rand.NewPCG(1, 2)), c.n, c.d, c.k, 0, false)
		sum := make([]float64, c.k)
		for _, s := range cpu.Sets() {
			b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/%s", c.n, c.d, c.k, s.Name), func(b *testing.B) {
				defer s.Use()()
				for b.Loop() {
					SumNearer(sum, dist, nil, x, centers[:c.d], centers[c.d:], c.d)
				}
				b.ReportMetric(float64(c.n*c.d*(c.k+1))*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gfma/s")
			})
		}
	}
}
