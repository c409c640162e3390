package vec

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/stretchr/testify/require"
)

// An assigner is one of the two kinds of numbers: the functions under test, the
// plain ones, and the chain that a distance is.
type assigner[T number] struct {
	block      int
	one        func(label []int32, dist, x, centers []T, d int)
	two, plain func(label, second []int32, dist, distSecond, x, centers []T, d int)
	fma        func(x, y, z T) T
	tiny       T // half of it is 0
}

var (
	assign64s = assigner[float64]{Block, Assign, AssignTwo, assignTwoGo, math.FMA, math.SmallestNonzeroFloat64}
	assign32s = assigner[float32]{Block32, Assign32, AssignTwo32, assignTwo32Go, FMA32, math.SmallestNonzeroFloat32}
)

// guarded returns a slice of n numbers that begins offset elements into an array
// and has NaN on both sides.
func guarded[T number](n, offset int) []T {
	buf := make([]T, offset+n+16)
	for i := range buf {
		buf[i] = T(math.NaN())
	}
	return buf[offset : offset+n : offset+n]
}

// someNumber is a small integer, so that there are ties, or a number of any size, or
// one of those with a meaning of their own if special.
func someNumber[T number](r *rand.Rand, tiny T, special bool) T {
	switch {
	case special && r.IntN(12) == 0:
		s := []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), tiny, -3 * tiny, T(math.Sqrt(float64(tiny))), 0, T(math.Copysign(0, -1))}
		return s[r.IntN(len(s))]
	case r.IntN(2) == 0:
		return T(r.IntN(5) - 2)
	default:
		return T((r.Float64() - 0.5) * math.Ldexp(1, r.IntN(24)-12))
	}
}

// table returns n rows of d columns in blocks and k centres.
func (a assigner[T]) table(r *rand.Rand, n, d, k, offset int, special bool) (x, centers []T) {
	x = guarded[T]((n+a.block-1)/a.block*a.block*d, offset)
	for i := range x {
		if i/(a.block*d)*a.block+i%a.block < n {
			x[i] = someNumber(r, a.tiny, special)
		} else if special { // behind the last row
			x[i] = someNumber(r, a.tiny, true)
		}
	}
	centers = guarded[T](k*d, (offset+3)%16)
	for i := range centers {
		centers[i] = someNumber(r, a.tiny, special)
	}
	return x, centers
}

// places is where a function may write, with a canary on both sides.
type places[T number] struct {
	labels []int32
	dists  []T
}

func newPlaces[T number](n, offset int) places[T] {
	p := places[T]{make([]int32, offset+n+16), make([]T, offset+n+16)}
	for i := range p.labels {
		p.labels[i], p.dists[i] = 12345, 12345
	}
	return p
}

func (p places[T]) at(n, offset int) ([]int32, []T) {
	return p.labels[offset : offset+n : offset+n], p.dists[offset : offset+n : offset+n]
}

func (p places[T]) check(t *testing.T, n, offset int) {
	t.Helper()
	for i, l := range p.labels {
		if i < offset || i >= offset+n {
			require.Equal(t, int32(12345), l, "canary %d", i)
			require.Equal(t, T(12345), p.dists[i], "canary %d", i)
		}
	}
}

// requireAssigned compares labels and distances, any NaN with any NaN.
func requireAssigned[T number](t *testing.T, want, got []T, wantLabel, gotLabel []int32, what string) {
	t.Helper()
	for i := range want {
		if wantLabel[i] != gotLabel[i] || !same(want[i], got[i]) {
			require.Failf(t, "differs", "%s: row %d: want %d at %x, got %d at %x", what, i, wantLabel[i], want[i], gotLabel[i], got[i])
		}
	}
}

// check compares both functions with the plain one that finds two.
func (a assigner[T]) check(t *testing.T, x, centers []T, n, d, offset int) {
	t.Helper()
	what := fmt.Sprintf("n=%d d=%d k=%d offset=%d", n, d, len(centers)/d, offset)
	l, m := make([]int32, n), make([]int32, n)
	s, u := make([]T, n), make([]T, n)
	first, second := newPlaces[T](n, offset), newPlaces[T](n, offset)
	gl, gs := first.at(n, offset)
	gm, gu := second.at(n, offset)
	a.plain(l, m, s, u, x, centers, d)
	a.two(gl, gm, gs, gu, x, centers, d)
	requireAssigned(t, s, gs, l, gl, "the nearest of two, "+what)
	requireAssigned(t, u, gu, m, gm, "the second, "+what)
	first.check(t, n, offset)
	second.check(t, n, offset)
	a.one(gl, gs, x, centers, d)
	requireAssigned(t, s, gs, l, gl, "the nearest, "+what)
	first.check(t, n, offset)
}

func (a assigner[T]) run(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	try := func(n, d, k, offset int, special bool) {
		x, centers := a.table(r, n, d, k, offset, special)
		a.check(t, x, centers, n, d, offset)
	}
	for n := range 131 {
		try(n, 1+n%5, 1+n%9, n%16, false)
		try(n, 1+n%5, 1+n%9, n%16, true)
	}
	for offset := range 16 {
		try(a.block+offset, 3, 6, offset, true)
	}
	for n := 1023; n <= 1025; n++ {
		try(n, 2, 5, 1, true)
	}
	for d := 1; d <= 49; d++ {
		try(a.block+5, d, 11, d%16, false)
		try(a.block+5, d, 11, d%16, true)
	}
	for k := 0; k <= 40; k++ {
		try(2*a.block, 2, k, k%16, false)
		try(2*a.block, 2, k, k%16, true)
	}
	try(a.block+1, 130, 130, 2, false)
	try(a.block+1, 2, 1025, 2, true)
}

func TestAssignIsThePlainOne(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		t.Run("float64", assign64s.run)
		t.Run("float32", assign32s.run)
	})
}

// More than one call into assembly: the centres in pieces, the blocks in pieces, and
// rows too long for one.
func (a assigner[T]) splits(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("without assembly there are no pieces")
	}
	r := rand.New(rand.NewPCG(9, 10))
	whole := work / a.block // centres times columns
	for _, c := range [][3]int{{a.block + 3, 48, whole/48 + 9}, {3*a.block + 1, 5, whole/5/2 + 3}, {a.block + 3, whole - 2, 3}, {3, whole + 1, 2}} {
		n, d, k := c[0], c[1], c[2]
		x, centers := a.table(r, n, d, k, 1, false)
		for i := 0; i < n; i += 3 { // the nearest is an exact copy of a row, far apart
			at := r.IntN(k)
			for j := range d {
				centers[at*d+j] = x[i/a.block*a.block*d+j*a.block+i%a.block]
			}
		}
		a.check(t, x, centers, n, d, 1)
	}
}

func TestAssignInPieces(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		t.Run("float64", assign64s.splits)
		t.Run("float32", assign32s.splits)
	})
}

// The plain versions against the words: the first centre whose distance no other
// one beats, and the same again without it.
func (a assigner[T]) words(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		n, d, k := r.IntN(2*a.block+2), 1+r.IntN(4), r.IntN(6)
		x, centers := a.table(r, n, d, k, 0, true)
		label, second := make([]int32, n), make([]int32, n)
		dist, distSecond := make([]T, n), make([]T, n)
		a.two(label, second, dist, distSecond, x, centers, d)
		alone, distAlone := make([]int32, n), make([]T, n)
		a.one(alone, distAlone, x, centers, d)
		requireAssigned(t, dist, distAlone, label, alone, "one and two")
		for i := range n {
			s := make([]T, k)
			for c := range s {
				for j := range d {
					v := x[i/a.block*a.block*d+j*a.block+i%a.block] - centers[c*d+j]
					s[c] = a.fma(v, v, s[c])
				}
			}
			for round, got := range []int32{label[i], second[i]} {
				want := -1
				for c, v := range s {
					if v == v && (want < 0 || v < s[want]) {
						want = c
					}
				}
				require.EqualValues(t, want, got, "row %d, %v, %d", i, s, round)
				low := []T{dist[i], distSecond[i]}[round]
				if want < 0 {
					require.True(t, low != low)
					break
				}
				require.Equal(t, s[want], low)
				s[want] = T(math.NaN())
			}
		}
	}
}

func TestAssignIsWhatItSays(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		t.Run("float64", assign64s.words)
		t.Run("float32", assign32s.words)
	})
}

func TestAssignDistanceIsTheChain(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	x, centers := assign64s.table(r, Block, 7, 1, 0, false)
	label, dist := make([]int32, Block), make([]float64, Block)
	Assign(label, dist, x, centers, 7)
	row := make([]float64, 7)
	for i := range dist {
		for j := range row {
			row[j] = x[j*Block+i]
		}
		requireSame(t, SqDistChain(row, centers), dist[i], "row %d", i)
	}
}

func (a assigner[T]) panics(t *testing.T) {
	l, s := make([]int32, 5), make([]T, 5)
	x, c := make([]T, a.block*2), make([]T, 6)
	for name, f := range map[string]func(){
		"no columns":       func() { a.one(l, s, x, c, 0) },
		"distances":        func() { a.one(l, s[:4], x, c, 2) },
		"too little":       func() { a.one(l, s, x[1:], c, 2) },
		"too much":         func() { a.one(l[:0], s[:0], x, c, 2) },
		"centres":          func() { a.one(l, s, x, c[1:], 2) },
		"second":           func() { a.two(l, l[1:], s, s, x, c, 2) },
		"second distances": func() { a.two(l, l, s, s[1:], x, c, 2) },
		"two, distances":   func() { a.two(l, l, s[1:], s, x, c, 2) },
	} {
		require.PanicsWithValue(t, lengthsDiffer, f, name)
	}
	require.NotPanics(t, func() { a.one(nil, nil, nil, c, 2) })
}

func TestAssignPanics(t *testing.T) {
	assign64s.panics(t)
	assign32s.panics(t)
}

func TestAssignDoesNotAllocate(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, n32, d = Block + 7, Block32 + 7, 3
	x, centers := assign64s.table(r, n, d, 5, 0, true)
	x32, centers32 := assign32s.table(r, n32, d, 5, 0, true)
	eachSet(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() {
			var l, m [n32]int32
			var s, u [n]float64
			var s32, u32 [n32]float32
			Assign(l[:n], s[:], x, centers, d)
			AssignTwo(l[:n], m[:n], s[:], u[:], x, centers, d)
			Assign32(l[:], s32[:], x32, centers32, d)
			AssignTwo32(l[:], m[:], s32[:], u32[:], x32, centers32, d)
		}))
	})
}

func FuzzAssign(f *testing.F) {
	f.Add([]byte{}, uint8(1), uint8(1))
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), uint8(2), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, columns, centers uint8) {
		d, k := 1+int(columns)%9, int(centers)%14
		fuzzAssign(t, assign64s, data, 8, d, k, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) })
		fuzzAssign(t, assign32s, data, 4, d, k, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) })
	})
}

// fuzzAssign makes centres and rows of the numbers in data, over and over.
func fuzzAssign[T number](t *testing.T, a assigner[T], data []byte, size, d, k int, number func([]byte) T) {
	at := 0
	next := func() T {
		if len(data) < size {
			return T(len(data))
		}
		at %= len(data) - size + 1
		at += size
		return number(data[at-size : at])
	}
	n := a.block + len(data)%a.block
	x, centers := guarded[T]((n+a.block-1)/a.block*a.block*d, 1), guarded[T](k*d, 1)
	for i := range centers {
		centers[i] = next()
	}
	for i := range x {
		x[i] = next()
	}
	eachSet(t, func(t *testing.T) { a.check(t, x, centers, n, d, 1) })
}
