package cluster

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

func TestScoresLikeScikitLearn(t *testing.T) {
	type input struct {
		X      [][]golden.Float
		Labels []int
	}
	type output struct {
		CalinskiHarabasz float64 `json:"calinski_harabasz"`
		DaviesBouldin    float64 `json:"davies_bouldin"`
		Within, Between  float64
	}
	files, err := filepath.Glob("testdata/scores/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		g := golden.Load[input, output](t, name)
		for _, x := range []mat.Matrix{denseOf(g.Input.X), sparse(t, denseOf(g.Input.X))} {
			s, err := Scores{}.Of(t.Context(), x, g.Input.Labels)
			require.NoError(t, err)
			golden.NearOne(t, g.Output.CalinskiHarabasz, s.CalinskiHarabasz, g.Tolerance)
			golden.NearOne(t, g.Output.DaviesBouldin, s.DaviesBouldin, g.Tolerance)
			golden.NearOne(t, g.Output.Within, s.Within, g.Tolerance)
			golden.NearOne(t, g.Output.Between, s.Between, g.Tolerance)
		}
	}
}

// slowScores is the definition, with the distances of pairs in place of means:
// the squared distances from the mean are those of all pairs divided by 2n.
func slowScores(x *mat.Dense, labels []int) (within, total float64) {
	sum, size, all, n := map[int]float64{}, map[int]float64{}, 0.0, 0.0
	for i, l := range labels {
		if l < 0 {
			continue
		}
		size[l]++
		n++
		for j, m := range labels {
			sq := 0.0
			for e, v := range x.RawRowView(i) {
				sq += (v - x.At(j, e)) * (v - x.At(j, e))
			}
			if m == l {
				sum[l] += sq
			}
			if m >= 0 {
				all += sq
			}
		}
	}
	for l, s := range sum {
		within += s / 2 / size[l]
	}
	return within, all / 2 / n
}

func TestScoresAreTheirDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for _, d := range []int{1, 3, 9} {
		x := clouds(uint64(d), 300, d, 3)
		labels := make([]int, 300)
		for i := range labels {
			labels[i] = r.IntN(6)*2 - 3 // -3, -1, 1, 3, 5, 7
		}
		within, total := slowScores(x, labels)
		s, err := Scores{}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		require.InEpsilon(t, within, s.Within, 1e-12)
		require.InEpsilon(t, total, s.Within+s.Between, 1e-12)
		require.Equal(t, 4, s.Clusters)
		n := 300 - s.Noise
		require.InEpsilon(t, s.Between/3/(s.Within/float64(n-4)), s.CalinskiHarabasz, 1e-12)
	}
	// Means 0 and 10, rows 1 and 2 from them: (1+2)/10.
	s, err := Scores{}.Of(t.Context(), column(-1, 1, 8, 12, 99), []int{0, 0, 4, 4, -1})
	require.NoError(t, err)
	require.Equal(t, InnerScores{CalinskiHarabasz: 20, DaviesBouldin: 0.3, Within: 10, Between: 100, Clusters: 2, Noise: 1}, *s)
}

func TestScoresRelations(t *testing.T) {
	x := clouds(7, 9000, 3, 4) // more rows than a piece
	x.Apply(func(_, _ int, v float64) float64 { return math.Round(v*1024) / 1024 }, x)
	labels := make([]int, 9000)
	for i := range labels {
		labels[i] = i % 2 * 5
	}
	labels[77], labels[78] = 9, -1
	want, err := Scores{Workers: 1}.Of(t.Context(), x, labels)
	require.NoError(t, err)
	for _, workers := range []int{0, 2, 7} {
		got, err := Scores{Workers: workers}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	same := func(x mat.Matrix, labels []int, tol float64) {
		t.Helper()
		got, err := Scores{}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		require.InEpsilon(t, want.CalinskiHarabasz, got.CalinskiHarabasz, tol)
		require.InEpsilon(t, want.DaviesBouldin, got.DaviesBouldin, tol)
	}
	far := mat.DenseCopyOf(x)
	far.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, far)
	same(far, labels, 1e-13)
	same(mat.DenseCopyOf(x.T()).T(), labels, 0)
	twice := mat.NewDense(18000, 3, nil)
	doubled := make([]int, 18000)
	renamed, turned := make([]int, 9000), mat.NewDense(9000, 3, nil)
	for i := range 9000 {
		turned.SetRow(8999-i, x.RawRowView(i))
		renamed[8999-i] = 20 - labels[i]
		if labels[i] < 0 {
			renamed[8999-i] = -3
		}
		twice.SetRow(2*i, x.RawRowView(i))
		twice.SetRow(2*i+1, x.RawRowView(i))
		doubled[2*i], doubled[2*i+1] = labels[i], labels[i]
	}
	same(turned, renamed, 1e-12)
	s, err := Scores{}.Of(t.Context(), twice, doubled)
	require.NoError(t, err)
	require.InEpsilon(t, want.DaviesBouldin, s.DaviesBouldin, 1e-12)
	require.InEpsilon(t, 2*want.Within, s.Within, 1e-12)
	require.Equal(t, 2, s.Noise)
}

func TestScoresOfOddTables(t *testing.T) {
	for name, c := range map[string]struct {
		x      mat.Matrix
		labels []int
		ch, db float64
	}{
		"all rows on their means":         {column(0.1, 0.1, 0.1, 0.7, 0.7), []int{0, 0, 0, 1, 1}, math.Inf(1), 0},
		"all rows equal":                  {column(0.1, 0.1, 0.1, 0.1), []int{0, 0, 0, 1}, 0, math.Inf(1)},
		"the same mean":                   {column(-1, 1, -2, 2), []int{0, 0, 1, 1}, 0, math.Inf(1)},
		"a constant column":               {mat.NewDense(4, 2, []float64{-1, 7, 1, 7, 8, 7, 12, 7}), []int{0, 0, 1, 1}, 20, 0.3},
		"columns that say the same twice": {mat.NewDense(4, 2, []float64{-1, -1, 1, 1, 8, 8, 12, 12}), []int{0, 0, 1, 1}, 20, 0.3},
	} {
		s, err := Scores{}.Of(t.Context(), c.x, c.labels)
		require.NoError(t, err, name)
		golden.Near(t, []float64{c.ch, c.db}, []float64{s.CalinskiHarabasz, s.DaviesBouldin}, 1e-15)
	}
	s, err := Scores{}.Of(t.Context(), column(-1e140, 1e140, 1e140, 0.5e140), []int{0, 1, 1, 0})
	require.NoError(t, err)
	require.False(t, math.IsInf(s.CalinskiHarabasz+s.DaviesBouldin+s.Within+s.Between, 0))
}

func TestScoresErrors(t *testing.T) {
	x := column(1, 2, 3, 4)
	for _, c := range []struct {
		config Scores
		x      mat.Matrix
		labels []int
		is     error
		text   string
	}{
		{Scores{Workers: -1}, x, []int{0, 0, 1, 1}, clm.ErrConfig, "cluster.Scores: Workers is -1, want at least 0"},
		{Scores{}, x, []int{0, 1}, clm.ErrShape, "cluster.Scores.Of: 2 labels for 4 rows, want one label for each row"},
		{Scores{}, x, []int{3, 3, 3, -1}, clm.ErrTooFew, "cluster.Scores.Of: 1 clusters of 3 rows, want at least 2 and fewer than rows: too few data"},
		{Scores{}, x, []int{0, 1, 2, 3}, clm.ErrTooFew, "cluster.Scores.Of: 4 clusters of 4 rows, want at least 2 and fewer than rows: too few data"},
		{Scores{}, x, []int{-1, -1, -1, -1}, clm.ErrTooFew, "cluster.Scores.Of: 0 clusters of 0 rows, want at least 2 and fewer than rows: too few data"},
		{Scores{}, &mat.Dense{}, nil, clm.ErrTooFew, "cluster.Scores.Of: 0 clusters of 0 rows, want at least 2 and fewer than rows: too few data"},
		{Scores{}, column(1, 2, math.NaN(), 4), []int{0, 0, 1, 1}, clm.ErrValue, "cluster.Scores.Of: value NaN at row 2, column 0"},
		{Scores{}, column(1, 2, 3, 1e150), []int{0, 0, 1, 1}, clm.ErrValue, "cluster.Scores.Of: value 1e+150 at row 3, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
	} {
		s, err := c.config.Of(t.Context(), c.x, c.labels)
		require.EqualError(t, err, c.text)
		require.ErrorIs(t, err, c.is)
		require.Nil(t, s)
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	s, err := Scores{}.Of(ctx, x, []int{0, 0, 1, 1})
	require.Equal(t, why, err)
	require.Nil(t, s)
}
