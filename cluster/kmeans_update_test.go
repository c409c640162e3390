package cluster

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

func update(t testing.TB, m *KMeansModel, x mat.Matrix, weight []float64) *KMeansModel {
	t.Helper()
	next, err := m.Update(t.Context(), x, weight)
	require.NoError(t, err)
	return next
}

// Each row moves the centre that Predict names to the mean of its rows.
func TestUpdateFollowsTheDefinition(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {3, 5}, {2, 40}, {50, 33}, {40, 900}} {
		d, k := size[0], size[1]
		x := clouds(uint64(k), max(400, k+50), d, k)
		m, err := KMeans{K: k, MaxIter: 1}.FitFrom(t.Context(), x, nil, x.Slice(0, k, 0, d))
		require.NoError(t, err)
		fresh := clouds(uint64(k)+1, 60, d, k)
		r := rand.New(rand.NewPCG(1, 1))
		weight := make([]float64, 60)
		for i := range weight {
			weight[i] = float64(r.IntN(4)) / 2
		}
		want := *m
		c := centers{k: k, d: d, offset: m.centers.offset, at: append([]float64(nil), m.centers.at...)}
		want.sizes = m.Sizes()
		mass := m.masses()
		for i, w := range weight {
			row := fresh.RawRowView(i)
			j, s := c.nearest(row)
			want.sizes[j]++
			if w == 0 {
				continue
			}
			before := mass[j]
			mass[j] += w
			share := w / mass[j]
			want.report.Objective += float64(float64(before*share) * s)
			at := c.center(j)
			for e := range at {
				at[e] += float64(share * (row[e] - c.offset[e] - at[e]))
			}
		}
		c.uncentre()
		want.centers, want.label, want.updated = c, nil, 60
		want.setMass(mass)
		eachSet(t, func(t *testing.T) {
			got := update(t, m, fresh, weight)
			require.Equal(t, want, *got)
			require.Equal(t, file(t, got), file(t, update(t, m, sparse(t, fresh), weight)))
			require.Equal(t, file(t, got), file(t, update(t, m, mat.DenseCopyOf(fresh.T()).T(), weight)))
		})
	}
}

// One table or several, in memory or by way of files: the same bytes.
func TestUpdatesAddUp(t *testing.T) {
	x := clouds(1, 300, 3, 4)
	m := fitKMeans(t, KMeans{K: 4}, x)
	before := file(t, m)
	fresh := clouds(2, 200, 3, 4)
	ones := make([]float64, 200)
	for i := range ones {
		ones[i] = 1
	}
	want := file(t, update(t, m, fresh, nil))
	require.Equal(t, want, file(t, update(t, m, fresh, ones)))
	for _, weight := range [][]float64{nil, ones} {
		at := m
		for i, p := range cut(fresh, 1, 70, 70, 150) {
			n, _ := p.Dims()
			w := weight
			if w != nil {
				w = w[:n]
			}
			var loaded KMeansModel
			require.NoError(t, loaded.UnmarshalBinary(file(t, at)))
			at = update(t, &loaded, p, w)
			if i == 2 {
				at = update(t, at, p, nil)
			}
		}
		require.Equal(t, want, file(t, at))
	}
	require.Equal(t, before, file(t, m))
	require.NotNil(t, m.Labels())
}

func TestUpdateReport(t *testing.T) {
	x := clouds(1, 300, 3, 4)
	m := fitKMeans(t, KMeans{K: 4, Tol: -1}, x)
	next := update(t, update(t, m, clouds(2, 50, 3, 4), nil), x, nil)
	require.Nil(t, next.Labels())
	require.Equal(t, 650, total(next.Sizes()))
	want := m.Report()
	want.Objective = next.Inertia()
	want.Notes = []string{"rows since the fit, by updates: 350"}
	require.Equal(t, want, next.Report())
	require.Equal(t, want, next.Report(), "asking twice")
	require.Equal(t, m.Report(), update(t, m, noRows{3}, nil).Report())
}

// The inertia is that of the rows in the clusters that they were given, and
// not less than that of the nearest centres.
func TestUpdateInertia(t *testing.T) {
	for _, far := range []float64{0, 1e8} {
		x, fresh := clouds(1, 300, 3, 4), clouds(7, 200, 3, 4)
		for _, y := range []*mat.Dense{x, fresh} {
			y.Apply(func(_, _ int, v float64) float64 { return v + far }, y)
		}
		m := fitKMeans(t, KMeans{K: 4, Tol: -1}, x)
		require.Equal(t, "no label changed", m.Report().Reason)
		labels := m.Labels()
		rows := append([]float64(nil), x.RawMatrix().Data...)
		at := m
		for i := range 200 {
			row := fresh.RawRowView(i)
			j, err := at.PredictRow(row)
			require.NoError(t, err)
			labels, rows = append(labels, j), append(rows, row...)
			at = update(t, at, mat.NewDense(1, 3, row), nil)
		}
		want, sizes := 0.0, make([]int, 4)
		mean := mat.NewDense(4, 3, nil)
		for i, j := range labels {
			sizes[j]++
			for e := range 3 {
				mean.Set(j, e, mean.At(j, e)+(rows[3*i+e]-far))
			}
		}
		for i, j := range labels {
			for e := range 3 {
				d := rows[3*i+e] - far - mean.At(j, e)/float64(sizes[j])
				want += d * d
			}
		}
		require.InEpsilon(t, want, at.Inertia(), 1e-10)
		require.Equal(t, sizes, at.Sizes())
		for j := range 4 {
			for e := range 3 {
				require.InDelta(t, mean.At(j, e)/float64(sizes[j]), at.centers.at[3*j+e]+at.centers.offset[e]-far, 1e-7)
			}
		}
		s := at.Step()
		require.NoError(t, s.Add(t.Context(), x))
		require.NoError(t, s.Add(t.Context(), fresh))
		require.LessOrEqual(t, s.Inertia(), at.Inertia())
	}
}

func TestUpdateWeights(t *testing.T) {
	x := clouds(1, 300, 3, 4)
	m := fitKMeans(t, KMeans{K: 4}, x)
	fresh := clouds(2, 60, 3, 4)
	weight := make([]float64, 60)
	var rows []int
	for i := range weight {
		weight[i] = float64(i % 3)
		for range i % 3 {
			rows = append(rows, i)
		}
	}
	repeated := mat.NewDense(len(rows), 3, nil)
	for i, row := range rows {
		repeated.SetRow(i, fresh.RawRowView(row))
	}
	a, b := update(t, m, fresh, weight), update(t, m, repeated, nil)
	require.True(t, mat.EqualApprox(a.Centers(), b.Centers(), 1e-12))
	require.Equal(t, a.masses(), b.masses())
	require.InEpsilon(t, b.Inertia(), a.Inertia(), 1e-12)
	require.Equal(t, 360, total(a.Sizes()))
}

// The weights of a fit count in its updates, also after loading.
func TestUpdateOfAWeightedFit(t *testing.T) {
	x := clouds(1, 300, 3, 4)
	weight := make([]float64, 300)
	for i := range weight {
		weight[i] = float64(i % 3)
	}
	m, err := KMeans{K: 4}.FitWeighted(t.Context(), x, weight)
	require.NoError(t, err)
	s := m.Step()
	require.NoError(t, s.AddWeighted(t.Context(), x, weight))
	require.Equal(t, s.Masses(), m.masses())
	require.NotEqual(t, m.masses(), fitKMeans(t, KMeans{K: 4}, x).masses())
	var back KMeansModel
	require.NoError(t, back.UnmarshalBinary(file(t, m)))
	require.Equal(t, m.masses(), back.masses())
	fresh := clouds(2, 60, 3, 4)
	require.Equal(t, file(t, update(t, m, fresh, nil)), file(t, update(t, &back, fresh, nil)))
}

// A cluster without rows takes the place of its first one.
func TestUpdateOfAnEmptyCluster(t *testing.T) {
	s := newStepOf(t, column(0, 100))
	require.NoError(t, s.Add(t.Context(), column(-1, 1)))
	m, err := s.Model()
	require.NoError(t, err)
	next := update(t, m, column(80, 90), nil)
	require.Equal(t, []float64{0, 85}, next.Centers().RawMatrix().Data)
	require.Equal(t, 52.0, next.Inertia())
}

func TestUpdateErrors(t *testing.T) {
	x := clouds(1, 300, 2, 3)
	m := fitKMeans(t, KMeans{K: 3}, x)
	bad := mat.NewDense(3, 2, []float64{1, 2, 3, math.NaN(), math.Inf(1), 1})
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, c := range []struct {
		x      mat.Matrix
		weight []float64
		is     error
		text   string
	}{
		{column(1), nil, clm.ErrShape, "cluster.KMeansModel.Update: 1 columns, want 2 columns"},
		{bad, nil, clm.ErrValue, "cluster.KMeansModel.Update: value NaN at row 1, column 1"},
		{x, []float64{1}, clm.ErrShape, "cluster.KMeansModel.Update: 1 weights for 300 rows, want one weight for each row"},
		{bad, []float64{1, 1, -1}, clm.ErrValue, "cluster.KMeansModel.Update: weight: value -1 at row 2, want a finite number of at least 0"},
		{x.Slice(0, 100, 0, 2), bytesOfHuge(100), clm.ErrDiverged, "cluster.KMeansModel.Update: weighted sums overflow: diverged"},
	} {
		next, err := m.Update(t.Context(), c.x, c.weight)
		require.Nil(t, next)
		require.ErrorIs(t, err, c.is)
		require.EqualError(t, err, c.text)
	}
	_, err := m.Update(stopped, x, nil)
	require.ErrorIs(t, err, context.Canceled)
	full := *m
	full.sizes = []int{math.MaxInt - 1, 0, 0}
	_, err = full.Update(t.Context(), x, nil)
	require.ErrorIs(t, err, clm.ErrLimit)
	var zero KMeansModel
	require.PanicsWithValue(t, "cluster.KMeansModel: not fitted", func() { _, _ = zero.Update(t.Context(), x, nil) })
	require.PanicsWithValue(t, "cluster.KMeansModel: not fitted", func() { zero.Step() })
}

func bytesOfHuge(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = math.MaxFloat64
	}
	return w
}

// A context that ends is seen within about a million products.
func TestUpdateStopsSoon(t *testing.T) {
	x := clouds(1, 2000, 8, 3)
	m := fitKMeans(t, KMeans{K: 64, Init: RandomRows, Starts: 1, MaxIter: 1}, x)
	ctx := &countdown{Context: t.Context(), left: 1}
	large := mat.NewDense(200_000, 8, nil)
	_, err := m.Update(ctx, large, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// countdown is a context that ends after some looks.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func (c *countdown) Value(any) any { return nil }

func fileVersion(b []byte) byte { return b[5+len(kmeansKind)] }

// Version 2 is written where version 1 would lose something.
func TestKMeansFileVersions(t *testing.T) {
	x := clouds(1, 300, 3, 4)
	m := fitKMeans(t, KMeans{K: 4}, x)
	require.EqualValues(t, 1, fileVersion(file(t, m)))
	next := update(t, m, x, nil)
	require.EqualValues(t, 2, fileVersion(file(t, next)))
	weight := make([]float64, 300)
	for i := range weight {
		weight[i] = 0.25
	}
	heavy := update(t, m, x, weight)
	for _, m := range []*KMeansModel{next, heavy} {
		var back KMeansModel
		require.NoError(t, back.UnmarshalBinary(file(t, m)))
		require.Equal(t, *m, back)
	}
	// The old file goes on too.
	old, err := os.ReadFile("testdata/kmeans_v1.bin")
	require.NoError(t, err)
	var loaded KMeansModel
	require.NoError(t, loaded.UnmarshalBinary(old))
	fresh, same := pinned(t)
	require.Equal(t, file(t, update(t, fresh, same, nil)), file(t, update(t, &loaded, same, nil)))
}

// pinnedUpdate is a model of which the bytes are kept, with weights and updated.
func pinnedUpdate(t *testing.T) *KMeansModel {
	x := clouds(2, 300, 2, 3)
	s := newStepOf(t, x.Slice(0, 3, 0, 2))
	weight := make([]float64, 300)
	for i := range weight {
		weight[i] = 0.25
	}
	require.NoError(t, s.AddWeighted(t.Context(), x, weight))
	m, err := s.Model()
	require.NoError(t, err)
	return update(t, m, clouds(3, 150, 2, 3), weight[:150])
}

// The bytes of a model with weights change only on purpose, and a file of
// version 2, written when it was new, is read for ever.
func TestKMeansFileOfVersion2(t *testing.T) {
	old, err := os.ReadFile("testdata/kmeans_v2.bin")
	require.NoError(t, err)
	var m KMeansModel
	require.NoError(t, m.UnmarshalBinary(old))
	require.Equal(t, *pinnedUpdate(t), m)
	require.True(t, bytes.Equal(old, file(t, &m)))
}

func TestKMeansFileOfNonsense(t *testing.T) {
	type tail struct {
		mass    []float64
		updated int
	}
	write := func(l tail) []byte {
		w := codec.NewWriter(nil, kmeansKind, 2)
		w.Float64s([]float64{1})
		w.Float64s([]float64{1, 2})
		w.Ints([]int{3, 4})
		report.Put(w, clm.Report{Iterations: 1, Reason: "a test"})
		w.Float64s(l.mass)
		w.Int(l.updated)
		return w.Finish()
	}
	require.NoError(t, new(KMeansModel).UnmarshalBinary(write(tail{[]float64{1, 0}, 1})))
	require.NoError(t, new(KMeansModel).UnmarshalBinary(write(tail{nil, 0})))
	for name, l := range map[string]tail{
		"masses":          {[]float64{1}, 1},
		"mass negative":   {[]float64{1, -1}, 1},
		"mass NaN":        {[]float64{1, math.NaN()}, 1},
		"mass infinite":   {[]float64{1, math.Inf(1)}, 1},
		"rows since then": {nil, -1},
	} {
		var m KMeansModel
		require.ErrorIs(t, m.UnmarshalBinary(write(l)), clm.ErrFormat, name)
		require.Zero(t, m, name)
	}
}

// Sizes that no int can add up would let updates count below zero.
func TestKMeansFileOfTooManyRows(t *testing.T) {
	write := func(sizes ...int) []byte {
		w := codec.NewWriter(nil, kmeansKind, 1)
		w.Float64s([]float64{1})
		w.Float64s([]float64{1, 2})
		w.Ints(sizes)
		report.Put(w, clm.Report{Iterations: 1, Reason: "a test"})
		return w.Finish()
	}
	var m, full KMeansModel
	require.ErrorIs(t, m.UnmarshalBinary(write(math.MaxInt, 1)), clm.ErrFormat)
	require.Zero(t, m)
	require.NoError(t, full.UnmarshalBinary(write(math.MaxInt, 0)))
	_, err := full.Update(t.Context(), mat.NewDense(1, 1, nil), nil)
	require.ErrorIs(t, err, clm.ErrLimit)
}

func FuzzKMeansUpdate(f *testing.F) {
	f.Add(uint8(2), 1.5, []byte("0123456789abcdef0123456789abcdef0123456789abcdef"))
	f.Fuzz(func(t *testing.T, k uint8, w float64, b []byte) {
		x := matrixOf(b, 2)
		if x == nil {
			return
		}
		m, err := KMeans{K: int(k%5) + 1, Starts: 1, MaxIter: 3}.Fit(t.Context(), clouds(1, 30, 2, 3))
		require.NoError(t, err)
		n, _ := x.Dims()
		weight := make([]float64, n)
		for i := range weight {
			weight[i] = w
		}
		next, err := m.Update(t.Context(), x, weight)
		if err != nil {
			require.True(t, isKnown(err), "%v", err)
			return
		}
		var back KMeansModel
		require.NoError(t, back.UnmarshalBinary(file(t, next)))
	})
}
