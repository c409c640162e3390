package cluster

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/internal/view"
)

func newStepOf(t *testing.T, centers mat.Matrix) *Step {
	t.Helper()
	s, err := NewStep(centers)
	require.NoError(t, err)
	return s
}

func stepFile(t testing.TB, s *Step) []byte {
	t.Helper()
	b, err := s.MarshalBinary()
	require.NoError(t, err)
	return b
}

// cut cuts x before the given rows.
func cut(x *mat.Dense, at ...int) []mat.Matrix {
	n, d := x.Dims()
	var pieces []mat.Matrix
	from := 0
	for _, to := range append(at, n) {
		if to > from {
			pieces = append(pieces, x.Slice(from, to, 0, d))
		} else {
			pieces = append(pieces, noRows{d})
		}
		from = to
	}
	return pieces
}

// noRows is a table without rows, which mat.Dense cannot be.
type noRows struct{ d int }

func (n noRows) Dims() (r, c int)    { return 0, n.d }
func (n noRows) At(int, int) float64 { panic("there is no row") }
func (n noRows) T() mat.Matrix       { return mat.Transpose{Matrix: n} }

// lloydBySteps makes steps over the pieces until the centres rest.
func lloydBySteps(t *testing.T, s *Step, pieces []mat.Matrix) *KMeansModel {
	t.Helper()
	for range 300 {
		for _, p := range pieces {
			require.NoError(t, s.Add(t.Context(), p))
		}
		next, shift, err := s.Solve()
		require.NoError(t, err)
		if shift == 0 {
			m, err := s.Model()
			require.NoError(t, err)
			return m
		}
		s = next
	}
	t.Fatal("the centres do not rest")
	return nil
}

// Steps over a table in any pieces are the iterations of FitFrom.
func TestStepsAreTheIterationsOfFitFrom(t *testing.T) {
	for _, far := range []float64{0, 1e8} {
		for _, size := range [][3]int{{1500, 3, 7}, {9000, 2, 5}, {700, 53, 6}} {
			n, d, k := size[0], size[1], size[2]
			x := clouds(uint64(n), n, d, k)
			x.Apply(func(_, _ int, v float64) float64 { return v + far }, x)
			start := mat.DenseCopyOf(x.Slice(0, k, 0, d))
			want, err := KMeans{K: k, Tol: -1}.FitFrom(t.Context(), x, nil, start)
			require.NoError(t, err)
			require.Empty(t, want.Report().Notes)
			var each []mat.Matrix
			for i := range 40 {
				each = append(each, x.Slice(i, i+1, 0, d))
			}
			for name, pieces := range map[string][]mat.Matrix{
				"whole":      {x},
				"three":      cut(x, 100, n-1),
				"with none":  cut(x, 0, 37, 37),
				"single":     append(each, x.Slice(40, n, 0, d)),
				"transposed": {mat.DenseCopyOf(x.T()).T()},
				"sparse":     {sparse(t, x.Slice(0, 200, 0, d)), x.Slice(200, n, 0, d)},
			} {
				m := lloydBySteps(t, newStepOf(t, start), pieces)
				got, err := m.Predict(nil, x)
				require.NoError(t, err)
				require.Equal(t, want.Labels(), got, name)
				require.Equal(t, want.Sizes(), m.Sizes(), name)
				require.InEpsilon(t, want.Inertia(), m.Inertia(), 1e-9, name)
				for i, c := range m.Centers().RawMatrix().Data {
					require.InEpsilon(t, want.Centers().RawMatrix().Data[i], c, 1e-9, name)
				}
				require.True(t, m.Report().Converged)
				require.Equal(t, want.Report().Iterations, m.Report().Iterations, name)
				require.Nil(t, m.Labels())
			}
		}
	}
}

// What is far from 0 has the bits of what is near, where the offset is exact.
func TestStepLosesNothingFarFromZero(t *testing.T) {
	x := clouds(3, 800, 3, 4)
	far := mat.NewDense(800, 3, nil)
	far.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, x)
	// Of 4 centres in sixty-fourths the mean is exact too.
	a, b := newStepOf(t, x.Slice(0, 4, 0, 3)), newStepOf(t, far.Slice(0, 4, 0, 3))
	require.NoError(t, a.Add(t.Context(), x))
	require.NoError(t, b.Add(t.Context(), far))
	require.Equal(t, a.Sizes(), b.Sizes())
	require.Equal(t, a.Inertia(), b.Inertia())
	require.Equal(t, a.Sums(), b.Sums())
}

// Rows go where Predict sends them, also where they are equally near to several
// centres, by every way to ask.
func TestStepAssignsLikePredict(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, d := range []int{1, 3, 16, 48, 49, 70} {
		for _, k := range []int{1, 5, 70} {
			x := steps(r, 600, d)
			model := KMeansModel{centers: someCenters(r, k, d, 0.1), sizes: make([]int, k)}
			labels, err := model.Predict(nil, x)
			require.NoError(t, err)
			sizes := make([]int, k)
			inertia := 0.0
			for i, j := range labels {
				sizes[j]++
				inertia += model.centers.sqDist(x.RawRowView(i), j)
			}
			eachSet(t, func(t *testing.T) {
				for _, y := range []mat.Matrix{x, sparse(t, x), mat.DenseCopyOf(x.T()).T()} {
					s := model.Step()
					require.NoError(t, s.Add(t.Context(), y))
					require.Equal(t, sizes, s.Sizes())
					require.InDelta(t, inertia, s.Inertia(), 1e-12*inertia)
					for j, m := range s.Masses() {
						require.Equal(t, float64(sizes[j]), m)
					}
					require.Equal(t, 600, s.Rows())
				}
			})
		}
	}
}

// More centres than are compared at once.
func TestStepOfManyCenters(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, d := range []int{40, 60} {
		const k = 300
		model := KMeansModel{centers: someCenters(r, k, d, 0), sizes: make([]int, k)}
		x := steps(r, 300, d)
		s := model.Step()
		require.NoError(t, s.Add(t.Context(), x))
		want := make([]int, k)
		for i := range 300 {
			j, err := model.PredictRow(x.RawRowView(i))
			require.NoError(t, err)
			want[j]++
		}
		require.Equal(t, want, s.Sizes())
	}
}

func TestStepMergesToTheBit(t *testing.T) {
	x := clouds(6, 900, 3, 4)
	start := x.Slice(0, 4, 0, 3)
	whole := newStepOf(t, start)
	merged := newStepOf(t, start)
	for _, p := range cut(x, 10, 500) {
		require.NoError(t, whole.Add(t.Context(), p))
		var far Step
		require.NoError(t, far.UnmarshalBinary(stepFile(t, newStepOf(t, start))))
		require.NoError(t, far.Add(t.Context(), p))
		var back Step
		require.NoError(t, back.UnmarshalBinary(stepFile(t, &far)))
		before := stepFile(t, &back)
		require.NoError(t, merged.Merge(&back))
		require.Equal(t, before, stepFile(t, &back))
	}
	require.Equal(t, stepFile(t, whole), stepFile(t, merged))

	// A step may be merged with itself.
	require.NoError(t, merged.Merge(merged))
	require.Equal(t, 2*whole.Rows(), merged.Rows())
	require.Equal(t, 2*whole.Inertia(), merged.Inertia())
}

func TestStepMergeErrors(t *testing.T) {
	s := newStepOf(t, column(1, 2))
	require.NoError(t, s.Add(t.Context(), column(0, 5)))
	before := stepFile(t, s)
	require.EqualError(t, s.Merge(newStepOf(t, column(1, math.Nextafter(2, 3)))),
		"cluster.Step.Merge: steps with other centres, want the same centres in both, to the bit")
	require.EqualError(t, s.Merge(newStepOf(t, column(1, 2, 3))), "cluster.Step.Merge: 3 centres of 1 columns, want 2 of 1")
	require.ErrorIs(t, s.Merge(newStepOf(t, mat.NewDense(2, 2, nil))), clm.ErrShape)
	many := newStepOf(t, column(1, 2))
	many.sums.sizes[0], many.sums.mass[0] = math.MaxInt-1, 1e18
	require.ErrorIs(t, s.Merge(many), clm.ErrLimit)
	heavy := newStepOf(t, column(1, 2))
	require.NoError(t, heavy.AddWeighted(t.Context(), column(1), []float64{math.MaxFloat64}))
	other := newStepOf(t, column(1, 2))
	require.NoError(t, other.Merge(heavy))
	require.ErrorIs(t, other.Merge(heavy), clm.ErrDiverged)
	require.Equal(t, heavy.Masses(), other.Masses())
	require.Equal(t, before, stepFile(t, s))
}

func TestStepErrors(t *testing.T) {
	for _, c := range []struct {
		x    mat.Matrix
		text string
	}{
		{&mat.Dense{}, "cluster.NewStep: 0×0, want at least one centre of one column"},
		{noRows{3}, "cluster.NewStep: 0×3, want at least one centre of one column"},
		{column(1, math.NaN()), "cluster.NewStep: value NaN at row 1, column 0"},
		{column(1, 2e140), "cluster.NewStep: value 2e+140 at row 1, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
	} {
		s, err := NewStep(c.x)
		require.Nil(t, s)
		require.EqualError(t, err, c.text)
	}
	wide, err := clm.NewSparse(5, math.MaxInt32, make([]int, 6), nil, nil)
	require.NoError(t, err)
	_, err = NewStep(wide)
	require.ErrorIs(t, err, clm.ErrLimit)

	stopped, stop := context.WithCancel(t.Context())
	stop()
	x := clouds(1, 9000, 2, 3)
	bad := mat.DenseCopyOf(x)
	bad.Set(8000, 1, math.Inf(1))
	bad.Set(4500, 0, math.NaN())
	ones := make([]float64, 9000)
	s := newStepOf(t, x.Slice(0, 3, 0, 2))
	require.NoError(t, s.Add(t.Context(), x))
	before := stepFile(t, s)
	require.EqualError(t, s.Add(t.Context(), bad), "cluster.Step.Add: value NaN at row 4500, column 0")
	require.EqualError(t, s.Add(t.Context(), sparse(t, bad)), "cluster.Step.Add: value NaN at row 4500, column 0")
	require.EqualError(t, s.Add(t.Context(), column(1)), "cluster.Step.Add: 1 columns, want 2 columns")
	require.EqualError(t, s.AddWeighted(t.Context(), x, ones[1:]), "cluster.Step.AddWeighted: 8999 weights for 9000 rows, want one weight for each row")
	ones[7] = -1
	require.ErrorIs(t, s.AddWeighted(t.Context(), x, ones), clm.ErrValue)
	ones[7], ones[10] = math.MaxFloat64, math.MaxFloat64
	require.ErrorIs(t, s.AddWeighted(t.Context(), x, ones), clm.ErrDiverged)
	require.ErrorIs(t, s.Add(stopped, x), context.Canceled)
	require.Equal(t, before, stepFile(t, s))
}

// Neither the number of goroutines nor the instructions at hand change a byte.
func TestStepWorkersDoNotMatter(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(9, 9))
	weight := make([]float64, 9000)
	for i := range weight {
		weight[i] = float64(r.IntN(3)) + 0.1
	}
	for _, d := range []int{3, 49} {
		x := clouds(7, 9000, d, 4)
		for _, w := range [][]float64{nil, weight} {
			var want []byte
			eachSet(t, func(t *testing.T) {
				for _, procs := range []int{1, 2, 5} {
					runtime.GOMAXPROCS(procs)
					s := newStepOf(t, x.Slice(0, 6, 0, d))
					require.NoError(t, s.AddWeighted(t.Context(), x, w))
					if want == nil {
						want = stepFile(t, s)
					}
					require.Equal(t, want, stepFile(t, s))
				}
			})
		}
	}
}

// Neither does the number of blocks whose sums are in memory at once.
func TestBlocksInMemoryDoNotMatter(t *testing.T) {
	x := clouds(7, 30_000, 3, 4)
	c := newStepOf(t, x.Slice(0, 6, 0, 3)).centers
	want, err := c.addUp(t.Context(), "test", view.Of(x), nil, 2, nil)
	require.NoError(t, err)
	require.Equal(t, 30_000, total(want.sizes))
	for _, blocks := range []int{1, 3, 7, 8} {
		label := make([]int32, 30_000)
		got, err := c.addUpBlocks(t.Context(), "test", view.Of(x), nil, 2, label, blocks)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for i, j := range label {
			k, _ := c.nearest(x.RawRowView(i))
			require.EqualValues(t, k, j)
		}
	}
	x.Set(29_000, 2, math.NaN())
	_, err = c.addUpBlocks(t.Context(), "test", view.Of(x), nil, 2, nil, 2)
	require.EqualError(t, err, "test: value NaN at row 29000, column 2")
}

func TestStepWeights(t *testing.T) {
	for _, d := range []int{2, 50} {
		dense := clouds(2, 300, d, 4)
		for _, x := range []mat.Matrix{dense, sparse(t, thinned(dense))} {
			start := dense.Slice(0, 4, 0, d)
			ones, some := make([]float64, 300), make([]float64, 300)
			var rows []int
			for i := range 300 {
				ones[i], some[i] = 1, float64(i%3)
				for range i % 3 {
					rows = append(rows, i)
				}
			}
			plain, withOnes := newStepOf(t, start), newStepOf(t, start)
			require.NoError(t, plain.Add(t.Context(), x))
			require.NoError(t, withOnes.AddWeighted(t.Context(), x, ones))
			require.Equal(t, stepFile(t, plain), stepFile(t, withOnes))

			repeated := mat.NewDense(len(rows), d, nil)
			for i, row := range rows {
				repeated.SetRow(i, mat.Row(nil, row, x))
			}
			a, b := newStepOf(t, start), newStepOf(t, start)
			require.NoError(t, a.AddWeighted(t.Context(), x, some))
			require.NoError(t, b.Add(t.Context(), repeated))
			require.Equal(t, b.Masses(), a.Masses())
			require.Equal(t, 300, a.Rows())
			require.InEpsilon(t, b.Inertia(), a.Inertia(), 1e-12)
			na, shift, err := a.Solve()
			require.NoError(t, err)
			require.Positive(t, shift)
			nb, _, err := b.Solve()
			require.NoError(t, err)
			require.True(t, mat.EqualApprox(na.Centers(), nb.Centers(), 1e-12))
			require.Zero(t, na.Rows())
		}
	}
}

func TestCentersWithoutRowsStay(t *testing.T) {
	s := newStepOf(t, column(0, 100, 10, 200))
	require.Equal(t, []int{0, 1, 2, 3}, s.Empty())
	_, err := s.Model()
	require.EqualError(t, err, "cluster.Step.Model: no row was added: too few data")
	require.NoError(t, s.AddWeighted(t.Context(), column(1, 2, 9, 11, 190), []float64{1, 1, 1, 1, 0}))
	require.Equal(t, []int{1, 3}, s.Empty())
	require.Equal(t, []int{2, 0, 2, 1}, s.Sizes())
	next, shift, err := s.Solve()
	require.NoError(t, err)
	require.Equal(t, []float64{1.5, 100, 10, 200}, next.Centers().RawMatrix().Data)
	require.Equal(t, 2.25, shift)
	require.Equal(t, []float64{3, 0, 0, 0}, s.Sums().RawMatrix().Data)
	m, err := s.Model()
	require.NoError(t, err)
	require.Equal(t, clm.Report{
		Iterations: 1, Objective: 7, Reason: "stopped after 1 iterations",
		Notes: []string{"clusters without rows: 2 of 4", "another step would move the centres by 1.5 in all"},
	}, m.Report())
	require.Equal(t, []float64{2, 0, 2, 0}, m.mass)
	var back KMeansModel
	require.NoError(t, back.UnmarshalBinary(file(t, m)))
	require.Equal(t, *m, back)
}

// The next step of a model that rests rests too.
func TestStepOfAModel(t *testing.T) {
	x := clouds(4, 500, 3, 4)
	m := fitKMeans(t, KMeans{K: 4, Tol: -1}, x)
	s := m.Step()
	require.NoError(t, s.Add(t.Context(), x))
	require.Equal(t, m.Sizes(), s.Sizes())
	require.InEpsilon(t, m.Inertia(), s.Inertia(), 1e-12)
	_, shift, err := s.Solve()
	require.NoError(t, err)
	require.Less(t, shift, 1e-24)
	require.True(t, mat.Equal(m.Centers(), s.Centers()))
	s.Centers().Set(0, 0, 99)
	require.True(t, mat.Equal(m.Centers(), s.Centers()))
}

func TestZeroStep(t *testing.T) {
	var s Step
	for name, f := range map[string]func(){
		"Add":    func() { _ = s.Add(t.Context(), column(1)) },
		"Merge":  func() { _ = s.Merge(newStepOf(t, column(1))) },
		"merged": func() { _ = newStepOf(t, column(1)).Merge(&s) },
		"Solve":  func() { _, _, _ = s.Solve() },
		"Model":  func() { _, _ = s.Model() },
		"file":   func() { _, _ = s.MarshalBinary() },
		"Rows":   func() { s.Rows() }, "Sizes": func() { s.Sizes() }, "Masses": func() { s.Masses() },
		"Sums": func() { s.Sums() }, "Inertia": func() { s.Inertia() }, "Empty": func() { s.Empty() },
		"Centers": func() { s.Centers() },
	} {
		require.PanicsWithValue(t, "cluster.Step: it has no centres", f, name)
	}
	used := newStepOf(t, column(1))
	require.PanicsWithValue(t, "cluster.Step.UnmarshalBinary: the step is not empty", func() { _ = used.UnmarshalBinary(nil) })
}

func someStep(t testing.TB) *Step {
	x := clouds(1, 40, 2, 3)
	s, err := NewStep(x.Slice(0, 3, 0, 2))
	require.NoError(t, err)
	require.NoError(t, s.AddWeighted(t.Context(), x, nil))
	next, _, err := s.Solve()
	require.NoError(t, err)
	require.NoError(t, next.Add(t.Context(), x))
	return next
}

func TestStepFile(t *testing.T) {
	s := someStep(t)
	b := stepFile(t, s)
	with, err := s.AppendBinary([]byte("before"))
	require.NoError(t, err)
	require.Equal(t, append([]byte("before"), b...), with)
	var back Step
	require.NoError(t, back.UnmarshalBinary(b))
	require.Equal(t, *s, back)
	for n := range b {
		var s Step
		require.ErrorIs(t, s.UnmarshalBinary(b[:n]), clm.ErrFormat)
	}
	for i := range len(b) * 8 {
		c := bytes.Clone(b)
		c[i/8] ^= 1 << (i % 8)
		var s Step
		require.ErrorIs(t, s.UnmarshalBinary(c), clm.ErrFormat)
		require.Zero(t, s)
	}
}

// Files with a good frame whose numbers make no sense.
func TestStepFileOfNonsense(t *testing.T) {
	type lists struct {
		before                int
		offset, at, sum, mass []float64
		sizes                 []int
		inertia               float64
	}
	good := func() lists {
		return lists{2, []float64{1}, []float64{1, 2}, []float64{3, 4}, []float64{1, 1}, []int{1, 2}, 5}
	}
	write := func(l lists) []byte {
		w := codec.NewWriter(nil, stepKind, stepVersion)
		w.Int(l.before)
		w.Float64s(l.offset)
		w.Float64s(l.at)
		w.Float64s(l.sum)
		w.Float64s(l.mass)
		w.Ints(l.sizes)
		w.Float64(l.inertia)
		return w.Finish()
	}
	var s Step
	require.NoError(t, s.UnmarshalBinary(write(good())))
	for name, change := range map[string]func(l *lists){
		"before":          func(l *lists) { l.before = -1 },
		"no columns":      func(l *lists) { l.offset = nil },
		"no centres":      func(l *lists) { *l = lists{offset: []float64{1}} },
		"centres":         func(l *lists) { l.at = l.at[:1] },
		"centre NaN":      func(l *lists) { l.at[1] = math.NaN() },
		"centre far":      func(l *lists) { l.at[1] = 1e150 },
		"sums":            func(l *lists) { l.sum = append(l.sum, 1) },
		"sum infinite":    func(l *lists) { l.sum[0] = math.Inf(1) },
		"masses":          func(l *lists) { l.mass = l.mass[:1] },
		"mass negative":   func(l *lists) { l.mass[0] = -1 },
		"mass NaN":        func(l *lists) { l.mass[0] = math.NaN() },
		"mass of no rows": func(l *lists) { l.sizes[0] = 0 },
		"rows negative":   func(l *lists) { l.sizes[0] = -1 },
		"too many rows":   func(l *lists) { l.sizes[0] = math.MaxInt - 1 },
		"inertia":         func(l *lists) { l.inertia = -1 },
		"inertia NaN":     func(l *lists) { l.inertia = math.NaN() },
	} {
		l := good()
		change(&l)
		var s Step
		require.ErrorIs(t, s.UnmarshalBinary(write(l)), clm.ErrFormat, name)
		require.Zero(t, s, name)
	}
	l := good()
	l.sum[0] = 1e300
	require.NoError(t, new(Step).UnmarshalBinary(write(l)))
	s = Step{}
	require.NoError(t, s.UnmarshalBinary(write(l)))
	_, _, err := s.Solve()
	require.ErrorIs(t, err, clm.ErrDiverged)
	_, err = s.Model()
	require.ErrorIs(t, err, clm.ErrDiverged)
}

func FuzzStepUnmarshal(f *testing.F) {
	b, err := someStep(f).MarshalBinary()
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Step
		if err := s.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, s)
			return
		}
		_, d := s.Centers().Dims()
		if err := s.Add(t.Context(), mat.NewDense(2, d, nil)); err != nil {
			require.True(t, isKnown(err), "%v", err)
		}
		s.Sums()
		s.Empty()
		if m, err := s.Model(); err == nil {
			_, err = m.PredictRow(make([]float64, d))
			require.NoError(t, err)
			var back KMeansModel
			require.NoError(t, back.UnmarshalBinary(file(t, m)))
		} else {
			require.True(t, isKnown(err), "%v", err)
		}
	})
}

// The bytes of a step change only on purpose, and a file of version 1, written
// when it was new, is read for ever.
func TestStepFileOfVersion1(t *testing.T) {
	old, err := os.ReadFile("testdata/step_v1.bin")
	require.NoError(t, err)
	var s Step
	require.NoError(t, s.UnmarshalBinary(old))
	require.Equal(t, *someStep(t), s)
	require.True(t, bytes.Equal(old, stepFile(t, &s)))
}
