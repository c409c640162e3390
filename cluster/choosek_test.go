package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/view"
)

func chooseK(t *testing.T, c ChooseK, x mat.Matrix) *KCurve {
	t.Helper()
	curve, err := c.Of(t.Context(), x)
	require.NoError(t, err)
	return curve
}

// bare returns the points without models, their files, and all the rest of a curve, so
// that NaN equals NaN where they are printed.
func bare(t *testing.T, c *KCurve) (string, [][]byte) {
	t.Helper()
	var files [][]byte
	points := make([]KPoint, len(c.Points))
	for i, p := range c.Points {
		files = append(files, file(t, p.Model))
		p.Model = nil
		points[i] = p
	}
	require.Same(t, c.Points[c.K-c.Points[0].K].Model, c.Model)
	choices, err := json.Marshal(c.Choices)
	require.NoError(t, err)
	return printed(points) + string(choices) + c.Reason, files
}

func TestChooseKFindsTheOneRightAnswer(t *testing.T) {
	x := mat.NewDense(60, 2, nil)
	for i := range 60 {
		x.Set(i, 0, float64(i%3)*100+float64(i%5))
		x.Set(i, 1, float64(i%3*i%3)*80+float64(i%7))
	}
	for _, by := range []Criterion{"", BySilhouette, ByCalinskiHarabasz, ByGap} {
		curve := chooseK(t, ChooseK{To: 6, Criterion: by}, x)
		require.Equal(t, 3, curve.K, by)
		labels := curve.Model.Labels()
		for i, l := range labels {
			require.Equal(t, labels[i%3], l)
		}
	}
}

// The curve is made of what KMeans, Silhouette and Scores give one by one.
func TestChooseKIsWhatItsPartsGive(t *testing.T) {
	x := clouds(4, 300, 3, 4)
	for _, init := range []Init{PlusPlus, RandomRows} {
		c := ChooseK{To: 6, References: 2, Init: init, Starts: 3, MaxIter: 4, Tol: 1e-3, Sample: 50, Seed: 9}
		curve := chooseK(t, c, x)
		require.Len(t, curve.Points, 6)
		for i, p := range curve.Points {
			require.Equal(t, i+1, p.K)
			m := fitKMeans(t, KMeans{K: p.K, Init: init, Starts: 3, MaxIter: 4, Tol: 1e-3, Seed: 9}, x)
			require.Equal(t, file(t, m), file(t, p.Model))
			require.Equal(t, m.Labels(), p.Model.Labels())
			require.Equal(t, m.Inertia(), p.Inertia)
			if i > 0 && i < 5 {
				require.Equal(t, curve.Points[i-1].Inertia-2*p.Inertia+curve.Points[i+1].Inertia, p.Elbow)
			} else {
				require.True(t, math.IsNaN(p.Elbow))
			}
			if p.K == 1 {
				require.True(t, math.IsNaN(p.Silhouette) && math.IsNaN(p.SilhouetteError) && math.IsNaN(p.CalinskiHarabasz))
				continue
			}
			mean, err := Silhouette{Sample: 50, Seed: 9}.Of(t.Context(), x, m.Labels())
			require.NoError(t, err)
			require.Equal(t, mean.Mean, p.Silhouette)
			require.Equal(t, mean.StandardError, p.SilhouetteError)
			require.Positive(t, p.SilhouetteError)
			inner, err := Scores{}.Of(t.Context(), x, m.Labels())
			require.NoError(t, err)
			require.Equal(t, inner.CalinskiHarabasz, p.CalinskiHarabasz)
		}
	}
}

// A curve that begins at 2 has the values of one that begins at 1.
func TestChooseKFromAnywhere(t *testing.T) {
	x := clouds(4, 300, 3, 4)
	all := chooseK(t, ChooseK{From: 1, To: 6, References: 3}, x)
	for from := 2; from < 6; from++ {
		part := chooseK(t, ChooseK{From: from, To: 6, References: 3}, x)
		for i, p := range part.Points {
			want := all.Points[from-1+i]
			if i == 0 && from > 2 {
				require.True(t, math.IsNaN(p.Elbow))
				want.Elbow = p.Elbow
			}
			if from == 2 && i == 0 {
				require.InEpsilon(t, want.Elbow, p.Elbow, 1e-12)
				want.Elbow = p.Elbow
			}
			want.Model, p.Model = nil, nil
			require.Equal(t, printed(want), printed(p))
		}
	}
}

func TestChooseKOfEveryFormAndWorkers(t *testing.T) {
	const n = 300
	x := clouds(3, n, 3, 3)
	c := ChooseK{To: 4, References: 2, Starts: 2, MaxIter: 5, Sample: 40, Seed: 5, Workers: 1}
	curve := chooseK(t, c, x)
	want, files := bare(t, curve)
	turned := mat.DenseCopyOf(x.T())
	wide := mat.NewDense(n, 5, nil)
	wide.Slice(0, n, 1, 4).(*mat.Dense).Copy(x)
	for _, y := range []mat.Matrix{x, turned.T(), wide.Slice(0, n, 1, 4)} {
		for _, workers := range []int{0, 2, 7} {
			c.Workers = workers
			got, gotFiles := bare(t, chooseK(t, c, y))
			require.Equal(t, want, got)
			require.Equal(t, files, gotFiles)
		}
	}
	// A Sparse has the same labels, and so the same scores to the last digits.
	for i, p := range chooseK(t, c, sparse(t, x)).Points {
		o := curve.Points[i]
		require.Equal(t, o.Model.Labels(), p.Model.Labels())
		require.InEpsilon(t, o.Inertia, p.Inertia, 1e-12)
		require.InDelta(t, o.Gap, p.Gap, 1e-12)
		if p.K > 1 {
			require.InDelta(t, o.Silhouette, p.Silhouette, 1e-12)
			require.InEpsilon(t, o.CalinskiHarabasz, p.CalinskiHarabasz, 1e-12)
		}
	}
}

// Above a number of rows the fits run one after the other.
func TestChooseKOfLargeTables(t *testing.T) {
	x := clouds(3, sideBySide+1, 2, 2)
	c := ChooseK{To: 3, References: 2, Starts: 1, MaxIter: 2, Sample: 10, Seed: 5, Workers: 1}
	want, files := bare(t, chooseK(t, c, x))
	for _, workers := range []int{2, 7} {
		c.Workers = workers
		got, gotFiles := bare(t, chooseK(t, c, x))
		require.Equal(t, want, got)
		require.Equal(t, files, gotFiles)
	}
}

// Reference tables lie in the box, are spread in all of it, and are different ones.
func TestReferenceTables(t *testing.T) {
	const n, d = 9000, 3
	x := evenRows(1, 50, d)
	x.Set(7, 1, -1e140)
	x.Set(8, 1, 1e140)
	for i := range 50 {
		x.Set(i, 2, 0.1)
	}
	b := boxOf(t, x)
	require.Equal(t, []float64{-1e140, 1e140}, []float64{b.low[1], b.high[1]})
	first, err := b.table(t.Context(), n, 5, 0, 1)
	require.NoError(t, err)
	for r := range 3 {
		y, err := b.table(t.Context(), n, 5, r, 1+r)
		require.NoError(t, err)
		require.Equal(t, r == 0, mat.Equal(first, y))
		sum, square := 0.0, 0.0
		for i := range n {
			u := (y.At(i, 0) - b.low[0]) / (b.high[0] - b.low[0])
			require.True(t, u >= 0 && u <= 1)
			require.LessOrEqual(t, math.Abs(y.At(i, 1)), 1e140)
			require.Equal(t, 0.1, y.At(i, 2))
			sum += u
			square += u * u
		}
		require.InDelta(t, 0.5, sum/n, 5/math.Sqrt(12*n))
		require.InDelta(t, 1.0/3, square/n, 5*0.3/math.Sqrt(n))
	}
	// The blocks of a table are different ones too, and all stay what they are.
	require.NotEqual(t, first.At(0, 0), first.At(4096, 0))
	unit := box{low: []float64{0, 0}, high: []float64{1, 1}}
	y, err := unit.table(t.Context(), 4097, 5, 1, 2)
	require.NoError(t, err)
	require.Equal(t, []float64{0.20271959067027334, 0.8817210779976413, 0.44812226602227767}, []float64{y.At(0, 0), y.At(0, 1), y.At(4096, 1)})
}

func TestChooseKErrors(t *testing.T) {
	x := clouds(1, 9, 2, 3)
	nan := mat.DenseCopyOf(x)
	nan.Set(4, 1, math.NaN())
	huge := mat.DenseCopyOf(x)
	huge.Set(8, 0, 1e141)
	same := mat.NewDense(9, 2, nil)
	for _, c := range []struct {
		config ChooseK
		x      mat.Matrix
		is     error
		text   string
	}{
		{ChooseK{From: -1}, x, clm.ErrConfig, "cluster.ChooseK: From is -1, want 0 to 1073741824"},
		{ChooseK{To: -1}, x, clm.ErrConfig, "cluster.ChooseK: To is -1, want 2 to 1073741824"},
		{ChooseK{From: 4, To: 3}, x, clm.ErrConfig, "cluster.ChooseK: To is 3, want 4 to 1073741824"},
		{ChooseK{From: 1, To: 1}, x, clm.ErrConfig, "cluster.ChooseK: To is 1, want 2 to 1073741824"},
		{ChooseK{To: 2, Criterion: ByElbow}, x, clm.ErrConfig, "cluster.ChooseK: To is 2, want 3 to 1073741824"},
		{ChooseK{From: 1, To: 2, Criterion: ByElbow}, x, clm.ErrConfig, "cluster.ChooseK: To is 2, want 3 to 1073741824"},
		{ChooseK{From: 4, To: 5, Criterion: ByElbow}, x, clm.ErrConfig, "cluster.ChooseK: To is 5, want 6 to 1073741824"},
		{ChooseK{Criterion: "best"}, x, clm.ErrConfig, `cluster.ChooseK: Criterion is "best", want "", "silhouette", "calinski-harabasz", "elbow" or "gap"`},
		{ChooseK{Init: "best"}, x, clm.ErrConfig, `cluster.ChooseK: Init is "best", want "", "k-means++" or "random"`},
		{ChooseK{Starts: -1}, x, clm.ErrConfig, "cluster.ChooseK: Starts is -1, want at least 0"},
		{ChooseK{MaxIter: -1}, x, clm.ErrConfig, "cluster.ChooseK: MaxIter is -1, want at least 0"},
		{ChooseK{Tol: math.NaN()}, x, clm.ErrConfig, "cluster.ChooseK: Tol is NaN, want a finite number"},
		{ChooseK{Sample: 1}, x, clm.ErrConfig, "cluster.ChooseK: Sample is 1, want 0, a negative number for all rows, or at least 2"},
		{ChooseK{References: -1}, x, clm.ErrConfig, "cluster.ChooseK: References is -1, want 0, or at least 2"},
		{ChooseK{References: 1}, x, clm.ErrConfig, "cluster.ChooseK: References is 1, want 0, or at least 2"},
		{ChooseK{Workers: -1}, x, clm.ErrConfig, "cluster.ChooseK: Workers is -1, want at least 0"},
		{ChooseK{To: 9}, x, clm.ErrTooFew, "cluster.ChooseK.Of: 9 rows for 9 clusters, want more rows than clusters: too few data"},
		{ChooseK{From: 9}, x, clm.ErrTooFew, "cluster.ChooseK.Of: 9 rows for 9 clusters, want more rows than clusters: too few data"},
		{ChooseK{}, &mat.Dense{}, clm.ErrTooFew, "cluster.ChooseK.Of: 0 rows for 2 clusters, want more rows than clusters: too few data"},
		{ChooseK{}, column(1), clm.ErrTooFew, "cluster.ChooseK.Of: 1 rows for 2 clusters, want more rows than clusters: too few data"},
		{ChooseK{}, column(1, 2), clm.ErrTooFew, "cluster.ChooseK.Of: 2 rows for 2 clusters, want more rows than clusters: too few data"},
		{ChooseK{Criterion: ByGap}, column(1), clm.ErrTooFew, "cluster.ChooseK.Of: 1 rows for 1 clusters, want more rows than clusters: too few data"},
		{ChooseK{}, noColumns{}, clm.ErrShape, "cluster.ChooseK.Of: 0 columns, want at least 1 column"},
		{ChooseK{}, nan, clm.ErrValue, "cluster.ChooseK.Of: value NaN at row 4, column 1"},
		{ChooseK{}, huge, clm.ErrValue, "cluster.ChooseK.Of: value 1e+141 at row 8, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
		{ChooseK{References: math.MaxInt}, x, clm.ErrLimit, ""},
		{ChooseK{To: 5}, same, clm.ErrTooFew, "cluster.ChooseK.Of: too few distinct rows for 2 to 5 clusters: too few data"},
		{ChooseK{From: 4, Criterion: ByElbow}, column(1, 1, 2, 2, 3, 3, 3, 3), clm.ErrTooFew, "cluster.ChooseK.Of: too few distinct rows for 4 to 7 clusters: too few data"},
	} {
		curve, err := c.config.Of(t.Context(), c.x)
		require.ErrorIs(t, err, c.is, c.text)
		if c.text != "" {
			require.EqualError(t, err, c.text)
		}
		require.Nil(t, curve)
	}
}

// noColumns has rows and no columns.
type noColumns struct{}

func (noColumns) Dims() (int, int)    { return 30, 0 }
func (noColumns) At(int, int) float64 { panic("no columns") }
func (n noColumns) T() mat.Matrix     { return mat.Transpose{Matrix: n} }

func TestChooseKOfOddTables(t *testing.T) {
	// Three distinct rows: no K above 3 is a choice.
	repeated := mat.NewDense(12, 2, nil)
	for i := range 12 {
		repeated.Set(i, 0, float64(i%3))
		repeated.Set(i, 1, float64(i%3*i%3))
	}
	for _, by := range criteria {
		curve := chooseK(t, ChooseK{From: 1, To: 6, Criterion: by, References: 5}, repeated)
		require.LessOrEqual(t, curve.K, 3)
		require.Equal(t, 3, curve.Choices[BySilhouette])
		require.Equal(t, 3, curve.Choices[ByCalinskiHarabasz])
		require.True(t, math.IsInf(curve.Points[2].CalinskiHarabasz, 1))
		require.InDelta(t, 1, curve.Points[2].Silhouette, 1e-15)
		require.True(t, math.IsNaN(curve.Points[3].Silhouette) && math.IsNaN(curve.Points[3].CalinskiHarabasz))
	}
	// Equal rows are one cluster, if one may be chosen.
	same := mat.NewDense(9, 2, nil)
	same.Apply(func(int, int, float64) float64 { return 7 }, same)
	curve := chooseK(t, ChooseK{To: 4, Criterion: ByGap}, same)
	require.Equal(t, 1, curve.K)
	require.Equal(t, "the inertia is 0 with 1 cluster", curve.Reason)
	require.Equal(t, map[Criterion]int{ByGap: 1}, curve.Choices)
	// A constant column does not matter, nor does a large offset.
	x := clouds(6, 200, 2, 3)
	shifted := mat.NewDense(200, 3, nil)
	for i := range 200 {
		shifted.SetRow(i, []float64{x.At(i, 0) + 1e8, 3e8, x.At(i, 1) + 1e8})
	}
	here, there := chooseK(t, ChooseK{}, x), chooseK(t, ChooseK{}, shifted)
	require.Equal(t, here.Choices, there.Choices)
	for i := range here.Points {
		require.InEpsilon(t, here.Points[i].Inertia, there.Points[i].Inertia, 1e-9)
		require.InEpsilon(t, here.Points[i].Silhouette, there.Points[i].Silhouette, 1e-9)
	}
	// One column, the fewest rows, and the largest values.
	require.Equal(t, 2, chooseK(t, ChooseK{}, column(1, 2, 9)).K)
	two := chooseK(t, ChooseK{Criterion: ByGap}, column(1, 2))
	require.Len(t, two.Points, 1)
	require.Equal(t, 1, two.K)
	far := chooseK(t, ChooseK{From: 1, References: 3}, column(-1e140, -1e140, 0, 0, 1e140, 1e140))
	require.Equal(t, 3, far.Choices[BySilhouette])
	// Not above the number of rows less one, and not above From + 2.
	require.Equal(t, 7, chooseK(t, ChooseK{}, clouds(1, 8, 2, 3)).Points[5].K)
	require.Len(t, chooseK(t, ChooseK{}, clouds(1, 8, 2, 3)).Points, 6)
	require.Len(t, chooseK(t, ChooseK{From: 12}, clouds(1, 80, 2, 3)).Points, 3)
}

func TestChooseKSamplesLargeTables(t *testing.T) {
	for _, c := range []struct{ sample, n, want int }{
		{0, 10, 0}, {0, 20_000, 0}, {0, 20_001, 2000}, {0, 1e8, 2000}, {-1, 1e8, 0}, {2, 10, 2}, {10, 10, 0}, {11, 10, 0}, {5000, 6000, 5000},
	} {
		require.Equal(t, c.want, ChooseK{Sample: c.sample}.sample(c.n))
	}
	x := clouds(3, 20_001, 2, 3)
	large := chooseK(t, ChooseK{To: 3, Starts: 1}, x)
	for _, p := range large.Points {
		require.Positive(t, p.SilhouetteError)
		require.Less(t, p.SilhouetteError, 0.02)
	}
	require.Contains(t, large.Reason, " ± ")
	small := x.Slice(0, 5000, 0, 2)
	curve, exact := chooseK(t, ChooseK{To: 4, Starts: 1, Sample: 2000}, small), chooseK(t, ChooseK{To: 4, Starts: 1}, small)
	for i, p := range exact.Points {
		require.Zero(t, p.SilhouetteError)
		require.InDelta(t, p.Silhouette, curve.Points[i].Silhouette, 5*curve.Points[i].SilhouetteError)
	}
}

func TestChooseKStopsAndTells(t *testing.T) {
	why := errors.New("why")
	for _, n := range []int{500, sideBySide + 1} {
		x := clouds(3, n, 2, 3)
		for _, workers := range []int{1, 3} {
			last, calls := 0, 0
			c := ChooseK{To: 3, References: 3, Starts: 1, MaxIter: 3, Sample: 10, Workers: workers, Progress: func(done, total int) {
				require.Equal(t, 1000, total)
				require.Greater(t, done, last)
				last = done
				calls++
			}}
			chooseK(t, c, x)
			require.Equal(t, 1000, last)
			require.Greater(t, calls, 10)
			for after := range 3 {
				before := runtime.NumGoroutine()
				ctx, cancel := context.WithCancelCause(t.Context())
				calls = 0
				c.Progress = func(int, int) {
					if calls++; calls == 4*after+1 {
						cancel(why)
					}
				}
				curve, err := c.Of(ctx, x)
				require.Equal(t, why, err)
				require.Nil(t, curve)
				for i := 0; runtime.NumGoroutine() > before && i < 1000; i++ {
					time.Sleep(time.Millisecond)
				}
				require.LessOrEqual(t, runtime.NumGoroutine(), before)
				curve, err = c.Of(ctx, x)
				require.Equal(t, why, err)
				require.Nil(t, curve)
			}
		}
	}
	// Work that nobody does, as there are no clusters to score, is told too.
	last := 0
	_, err := ChooseK{To: 4, Criterion: ByGap, Progress: func(done, _ int) { last = done }}.Of(t.Context(), mat.NewDense(9, 1, nil))
	require.NoError(t, err)
	require.Equal(t, 1000, last)
}

func TestReasons(t *testing.T) {
	point := func(k int, silhouette, ch, elbow, gap float64) KPoint {
		return KPoint{K: k, Silhouette: silhouette, CalinskiHarabasz: ch, Elbow: elbow, Gap: gap, GapError: 0.01, Model: &KMeansModel{sizes: []int{1}}}
	}
	nan := math.NaN()
	curve := func(by Criterion, gap bool, points ...KPoint) string {
		c := &KCurve{Points: points, Choices: map[Criterion]int{}}
		config := ChooseK{From: points[0].K, To: points[len(points)-1].K, Criterion: by}
		if gap {
			config.References = 20
		}
		require.NoError(t, c.choose("op", config))
		require.Equal(t, c.Choices[by], c.K)
		return c.Reason
	}
	one := point(1, nan, nan, nan, 0.1)
	agree := []KPoint{one, point(2, 0.4, 10, 5, 0.2), point(3, 0.6, 20, 9, 0.6), point(4, 0.5, 15, nan, 0.5)}
	require.Equal(t, "the mean silhouette is highest for 3 clusters: 0.600; Calinski–Harabasz, the elbow and the gap say the same", curve(BySilhouette, true, agree...))
	require.Equal(t, "the mean silhouette is highest for 3 clusters: 0.600; Calinski–Harabasz and the elbow say the same", curve(BySilhouette, false, agree...))
	require.Equal(t, "the Calinski–Harabasz score is highest for 3 clusters: 20; the silhouette, the elbow and the gap say the same", curve(ByCalinskiHarabasz, true, agree...))
	require.Equal(t, "the curve of the inertias bends most at 3 clusters; the silhouette and Calinski–Harabasz say the same", curve(ByElbow, false, agree...))
	require.Equal(t, "3 clusters are the fewest after which the gap does not grow by a standard error: 0.600, then 0.500 ± 0.010; the silhouette, Calinski–Harabasz and the elbow say the same", curve(ByGap, true, agree...))
	none := []KPoint{one, point(2, 0.2, 10, 5, 0.105), point(3, 0.1, 20, 9, 0.6), point(4, 0.24, 15, nan, 0.5)}
	require.Equal(t, "the gap finds no clusters: two are no better than in rows without structure; the silhouette says 4; Calinski–Harabasz and the elbow say 3", curve(ByGap, true, none...))
	require.Equal(t, "the mean silhouette is highest for 4 clusters, the most that were tried: 0.240, which is hardly structure; Calinski–Harabasz and the elbow say 3; the gap says 1, that there are no clusters", curve(BySilhouette, true, none...))
	require.Equal(t, "the curve of the inertias bends most at 3 clusters, but with a mean silhouette of 0.100 that is hardly structure; Calinski–Harabasz says the same; the silhouette says 4", curve(ByElbow, false, none...))
	grows := []KPoint{one, point(2, 0.3, 30, 5, 0.2), point(3, 0.35, 20, nan, 0.6)}
	require.Equal(t, "the gap does not stop growing before 3 clusters, the most that were tried; the silhouette says the same; Calinski–Harabasz and the elbow say 2", curve(ByGap, true, grows...))
	empty := point(4, nan, nan, nan, 0.9)
	empty.Model = &KMeansModel{sizes: []int{1, 0}}
	require.Equal(t, "the gap does not stop growing before 3 clusters, and more would be empty; the silhouette says the same; Calinski–Harabasz and the elbow say 2", curve(ByGap, true, append(grows, empty)...))
	require.Equal(t, "the Calinski–Harabasz score is highest for 2 clusters: 30; the elbow says the same; the silhouette says 3", curve(ByCalinskiHarabasz, false, grows...))
}

func printed(v any) string { return fmt.Sprintf("%v", v) }

func boxOf(t *testing.T, x mat.Matrix) box {
	t.Helper()
	b, err := newBox(t.Context(), view.Of(x), 2)
	require.NoError(t, err)
	return b
}
